package io.skep.itests.bench.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What one run found, as lines for {@code ./skep bench}: {@code NAME UNIT VALUE}, {@code - NAME WHY} for what was left out, {@code # TEXT} for the
 * reader.
 */
final class Rows {

    private final List<String> lines = new ArrayList<>();

    void add(String name, String unit, double value) {
        lines.add(String.format(Locale.ROOT, "%s %s %.6f", name, unit, value));
        System.out.println(lines.getLast());
    }

    void leaveOut(String name, String why) {
        lines.add("- " + name + " " + why.replace('\n', ' '));
        System.out.println(lines.getLast());
    }

    void note(String text) {
        lines.add("# " + text);
        System.out.println(lines.getLast());
    }

    void write(Path file) throws IOException {
        Files.write(file, lines);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The value that so many of a hundred keep to. */
    static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }
}
