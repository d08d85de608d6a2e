package io.skep.edge.edged.internal;

import io.skep.beehive.api.SkepException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in Go's notation, as in KubeEdge's files: {@code 10s}, {@code 1m30s}. */
final class GoDuration {

    private static final Pattern PART = Pattern.compile("(\\d{1,9})(h|ms|m|s)");

    private GoDuration() {}

    static Duration parse(String key, String text) {
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            long amount = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    });
            end = part.end();
        }
        if (end == 0 || end != text.length() || sum.isZero()) {
            throw new SkepException(
                    EdgedError.BAD_DURATION, "The value '" + text + "' of modules.edged." + key + " is no duration.");
        }
        return sum;
    }
}
