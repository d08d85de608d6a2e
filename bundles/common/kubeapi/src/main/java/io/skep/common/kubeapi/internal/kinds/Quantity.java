package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' resource quantities: {@code 100m}, {@code 1.5Gi}, {@code 2e3}. */
final class Quantity {

    static final String RULE =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private static final Pattern FORM = Pattern.compile(
            "([+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40}))(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?[0-9]{1,3})?");
    private static final Map<String, BigDecimal> SUFFIXES = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Quantity() {}

    static Optional<BigDecimal> parse(JsonNode value) {
        Matcher form = FORM.matcher(value.asText(""));
        if (!form.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(form.group(1).endsWith(".") ? form.group(1) + "0" : form.group(1));
        String suffix = form.group(2);
        if (suffix == null) {
            return Optional.of(number);
        }
        BigDecimal factor = SUFFIXES.get(suffix);
        return Optional.of(factor != null ? number.multiply(factor) : number.multiply(new BigDecimal("1" + suffix)));
    }

    static boolean isPositive(JsonNode value) {
        return parse(value).filter(number -> number.signum() > 0).isPresent();
    }

    /** Compares two quantities; unreadable ones count as zero. */
    static int compare(JsonNode left, JsonNode right) {
        return parse(left).orElse(BigDecimal.ZERO).compareTo(parse(right).orElse(BigDecimal.ZERO));
    }
}
