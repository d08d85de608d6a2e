package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as kubectl shows them: how long ago, in one or two units. */
final class Ages {

    static final String UNKNOWN = "<unknown>";

    private static final long HOUR = 60;
    private static final long DAY = 24;
    private static final long YEAR = 365 * DAY;

    private Ages() {}

    static Optional<Instant> parse(JsonNode time) {
        try {
            return time.isTextual() && !time.asText().isEmpty()
                    ? Optional.of(OffsetDateTime.parse(time.asText()).toInstant())
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static String since(JsonNode time, Instant now) {
        return parse(time).map(then -> since(then, now)).orElse(UNKNOWN);
    }

    static String since(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        long seconds = age.toMillis() / 1000;
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 120) {
            return Math.max(seconds, 0) + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 3 * HOUR) {
            return minutes + "m";
        }
        long hours = minutes / HOUR;
        if (hours < 8) {
            return two(hours, "h", minutes % HOUR, "m");
        }
        if (hours < 2 * DAY) {
            return hours + "h";
        }
        if (hours < 8 * DAY) {
            return two(hours / DAY, "d", hours % DAY, "h");
        }
        if (hours < 2 * YEAR) {
            return hours / DAY + "d";
        }
        return hours < 8 * YEAR ? two(hours / YEAR, "y", hours / DAY % 365, "d") : hours / YEAR + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
