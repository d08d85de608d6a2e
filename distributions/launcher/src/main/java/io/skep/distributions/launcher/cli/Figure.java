package io.skep.distributions.launcher.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One measured figure over several runs.
 *
 * @param name as in the list of benchmarks
 * @param unit of all values
 * @param values one for each run
 */
record Figure(String name, String unit, List<Double> values) {

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double most() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** The members of the JSON form, in its order. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("unit", unit);
        json.put("value", round(median()));
        json.put("min", round(least()));
        json.put("max", round(most()));
        json.put("runs", values.size());
        return json;
    }

    /** One line of the table. */
    String row() {
        return String.format(
                Locale.ROOT,
                "%-32s %-12s %14.4f %14.4f %14.4f %5d",
                name,
                unit,
                median(),
                least(),
                most(),
                values.size());
    }

    private static double round(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
