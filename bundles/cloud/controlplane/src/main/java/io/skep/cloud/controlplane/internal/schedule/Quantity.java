package io.skep.cloud.controlplane.internal.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes quantities as exact numbers: {@code 500m}, {@code 64Mi}, {@code 1.5}, {@code 2e3}. */
final class Quantity {

    private static final int MAX_LENGTH = 64;
    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:\\d++(?:\\.\\d*+)?|\\.\\d++))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d{1,2})?");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", BigDecimal.valueOf(1, 9)),
            Map.entry("u", BigDecimal.valueOf(1, 6)),
            Map.entry("m", BigDecimal.valueOf(1, 3)),
            Map.entry("k", BigDecimal.valueOf(1, -3)),
            Map.entry("M", BigDecimal.valueOf(1, -6)),
            Map.entry("G", BigDecimal.valueOf(1, -9)),
            Map.entry("T", BigDecimal.valueOf(1, -12)),
            Map.entry("P", BigDecimal.valueOf(1, -15)),
            Map.entry("E", BigDecimal.valueOf(1, -18)),
            Map.entry("Ki", KIBI),
            Map.entry("Mi", KIBI.pow(2)),
            Map.entry("Gi", KIBI.pow(3)),
            Map.entry("Ti", KIBI.pow(4)),
            Map.entry("Pi", KIBI.pow(5)),
            Map.entry("Ei", KIBI.pow(6)));

    private Quantity() {}

    /** The number; zero for what is no quantity, which the API lets nobody write. */
    static BigDecimal parse(JsonNode value) {
        String text = value.asText("");
        Matcher matcher = FORM.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            return BigDecimal.ZERO;
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        BigDecimal plain = new BigDecimal(number.endsWith(".") ? number + "0" : number);
        if (unit == null) {
            return plain;
        }
        BigDecimal factor = UNITS.get(unit);
        return factor != null
                ? plain.multiply(factor)
                : plain.scaleByPowerOfTen(Integer.parseInt(unit.substring(1).replace("+", "")));
    }
}
