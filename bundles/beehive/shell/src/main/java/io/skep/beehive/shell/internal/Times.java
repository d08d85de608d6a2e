package io.skep.beehive.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as people read them: three digits and a unit. */
final class Times {

    private static final DateTimeFormatter OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private Times() {}

    static String text(Duration time) {
        return nanos(time.toNanos());
    }

    /** UTC to the second. */
    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Local time of day, as in the log on the console. */
    static String ofDay(Instant time) {
        return OF_DAY.format(time);
    }

    /** {@code 0}, {@code 850 ns}, {@code 12.3 us}, {@code 1.25 ms}, {@code 3.00 s}, {@code 5m12s}, {@code 3h20m}. */
    static String nanos(long nanos) {
        if (nanos == 0) {
            return "0";
        }
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return digits(nanos / 1e3) + " us";
        }
        if (nanos < 1_000_000_000) {
            return digits(nanos / 1e6) + " ms";
        }
        Duration time = Duration.ofNanos(nanos);
        if (time.toMinutes() < 2) {
            return digits(nanos / 1e9) + " s";
        }
        return time.toHours() < 2
                ? time.toMinutes() + "m" + time.toSecondsPart() + "s"
                : time.toHours() + "h" + time.toMinutesPart() + "m";
    }

    private static String digits(double value) {
        String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
