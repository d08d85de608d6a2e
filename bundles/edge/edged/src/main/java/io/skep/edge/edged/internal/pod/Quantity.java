package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts in Kubernetes' notation: {@code 500m}, {@code 64Mi}, {@code 2}, {@code 1e3}. */
final class Quantity {

    private static final Pattern FORM = Pattern.compile(
            "\\+?([0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30})([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", new BigDecimal("0.000000001")),
            Map.entry("u", new BigDecimal("0.000001")),
            Map.entry("m", new BigDecimal("0.001")),
            Map.entry("k", BigDecimal.valueOf(1_000L)),
            Map.entry("M", BigDecimal.valueOf(1_000_000L)),
            Map.entry("G", BigDecimal.valueOf(1_000_000_000L)),
            Map.entry("T", BigDecimal.valueOf(1_000_000_000_000L)),
            Map.entry("P", BigDecimal.valueOf(1_000_000_000_000_000L)),
            Map.entry("E", BigDecimal.valueOf(1_000_000_000_000_000_000L)),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Quantity() {}

    /** Throws NumberFormatException when it is no amount. */
    static BigDecimal parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new NumberFormatException(text);
        }
        BigDecimal number = new BigDecimal(form.group(1));
        String unit = form.group(2);
        if (unit == null) {
            return number;
        }
        BigDecimal factor = UNITS.get(unit);
        return factor == null ? number.scaleByPowerOfTen(Integer.parseInt(unit.substring(1))) : number.multiply(factor);
    }

    /** An amount in a pod's spec; what is no amount is a problem of the pod. */
    static BigDecimal of(JsonNode pod, String field, String text) {
        try {
            return parse(text);
        } catch (NumberFormatException e) {
            throw PodProblem.of(
                    EdgedError.BAD_REFERENCE,
                    pod,
                    "cannot start: the amount '" + text + "' of " + field + " cannot be read");
        }
    }

    /** How many divisors the amount takes, rounded up. */
    static String divide(String amount, String divisor) {
        BigDecimal by = parse(divisor);
        return parse(amount)
                .divide(by.signum() == 0 ? BigDecimal.ONE : by, 0, RoundingMode.CEILING)
                .toPlainString();
    }
}
