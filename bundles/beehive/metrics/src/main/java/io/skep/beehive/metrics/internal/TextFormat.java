package io.skep.beehive.metrics.internal;

import io.skep.beehive.metrics.internal.Family.Label;
import io.skep.beehive.metrics.internal.Family.Sample;
import io.skep.beehive.metrics.internal.Family.Type;
import java.util.List;
import java.util.Locale;

/** The two text forms that Prometheus reads. */
enum TextFormat {
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";
    private static final double LARGEST_WHOLE = 1L << 53;

    private final String contentType;

    TextFormat(String contentType) {
        this.contentType = contentType;
    }

    /** What an Accept header asks for: OpenMetrics only if it is named and not liked less than plain text. */
    static TextFormat preferred(String accept) {
        double open = 0;
        double plain = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String type = range.split(";", 2)[0].strip();
            if (type.equals(OPEN_METRICS_TYPE)) {
                open = Math.max(open, quality(range));
            } else if (type.equals("text/plain")) {
                plain = Math.max(plain, quality(range));
            }
        }
        return open > 0 && open >= plain ? OPEN_METRICS : PROMETHEUS;
    }

    private static double quality(String range) {
        for (String parameter : range.split(";")) {
            String word = parameter.strip();
            if (word.startsWith("q=")) {
                try {
                    return Double.parseDouble(word.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }

    String contentType() {
        return contentType;
    }

    String write(List<Family> families) {
        StringBuilder text = new StringBuilder(16 * 1024);
        families.stream().filter(family -> !family.samples().isEmpty()).forEach(family -> write(family, text));
        return this == OPEN_METRICS ? text.append("# EOF\n").toString() : text.toString();
    }

    private void write(Family family, StringBuilder text) {
        boolean open = this == OPEN_METRICS;
        String name = open ? family.name() : family.name() + family.type().suffix();
        text.append("# HELP ").append(name).append(' ');
        escape(family.help(), open, text).append("\n# TYPE ").append(name).append(' ');
        text.append(open || family.type() != Type.INFO ? family.type().word() : Type.GAUGE.word());
        text.append('\n');
        for (Sample sample : family.samples()) {
            text.append(family.name()).append(sample.suffix());
            labels(sample.labels(), text);
            text.append(' ').append(number(sample.value())).append('\n');
        }
    }

    private static void labels(List<Label> labels, StringBuilder text) {
        char before = '{';
        for (Label label : labels) {
            text.append(before).append(label.name()).append("=\"");
            escape(label.value(), true, text).append('"');
            before = ',';
        }
        if (!labels.isEmpty()) {
            text.append('}');
        }
    }

    private static StringBuilder escape(String value, boolean quotes, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '"' -> text.append(quotes ? "\\\"" : "\"");
                default -> text.append(c);
            }
        }
        return text;
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
