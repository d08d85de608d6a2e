package io.skep.common.kubeapi.internal.schema;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.regex.Pattern;

/** The string formats that are checked; every pattern here runs in linear time. */
final class Formats {

    private static final int MAX_LENGTH = 4096;
    private static final Pattern QUANTITY =
            Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d++)?");
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern DURATION = Pattern.compile("[+-]?(0|(\\d++(\\.\\d*+)?(ns|us|µs|ms|s|m|h)){1,10})");

    private Formats() {}

    static boolean isQuantity(String text) {
        return text.length() <= MAX_LENGTH && QUANTITY.matcher(text).matches();
    }

    static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** True when the text has the format; formats that are not listed here are not checked, as in the API server. */
    static boolean matches(String format, String text) {
        return switch (format) {
            case "date-time", "datetime" -> isTime(text);
            case "date" -> isDate(text);
            case "byte" -> isBase64(text);
            case "uuid", "uuid3", "uuid4", "uuid5" -> UUID.matcher(text).matches();
            case "ipv4" -> isIpv4(text);
            case "duration" ->
                text.length() <= MAX_LENGTH && DURATION.matcher(text).matches();
            default -> true;
        };
    }

    private static boolean isIpv4(String text) {
        var matcher = IPV4.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        for (int part = 1; part <= 4; part++) {
            if (Integer.parseInt(matcher.group(part)) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
