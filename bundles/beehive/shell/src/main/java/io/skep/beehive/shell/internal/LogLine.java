package io.skep.beehive.shell.internal;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One line of the container's log, which is logfmt: {@code key=value} or {@code key="escaped value"}.
 *
 * @param pairs time, level, logger and msg, then what the logging context held
 */
record LogLine(Map<String, String> pairs) {

    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
    private static final String OWN = "io.skep.";

    static LogLine parse(String line) {
        Map<String, String> pairs = new LinkedHashMap<>();
        int at = 0;
        while (at < line.length()) {
            int equals = line.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String key = line.substring(at, equals).strip();
            StringBuilder value = new StringBuilder();
            at = value(line, equals + 1, value);
            pairs.put(key, value.toString());
        }
        return new LogLine(pairs);
    }

    private static int value(String line, int from, StringBuilder value) {
        boolean quoted = from < line.length() && line.charAt(from) == '"';
        int at = quoted ? from + 1 : from;
        while (at < line.length() && line.charAt(at) != (quoted ? '"' : ' ')) {
            char c = line.charAt(at);
            if (quoted && c == '\\' && at + 1 < line.length()) {
                c = unescape(line.charAt(++at));
            }
            value.append(c);
            at++;
        }
        return at + 1;
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'n', 'r' -> '\n';
            case 't' -> '\t';
            default -> c;
        };
    }

    private String get(String key) {
        return pairs.getOrDefault(key, "");
    }

    /** Whether the level is at least that one. */
    boolean isAtLeast(String level) {
        return LEVELS.indexOf(get("level")) >= LEVELS.indexOf(level);
    }

    /** Whether a module, or the bundle that it is in, has said it. */
    boolean isOf(String module) {
        return get("module").equals(module) || (get("logger") + ".").contains("." + module + ".");
    }

    /** Time of day, level, who, what, and the ids; a stack trace by its first line. */
    List<String> cells() {
        String ids = pairs.entrySet().stream()
                .filter(pair -> !List.of("time", "level", "logger", "msg").contains(pair.getKey()))
                .map(pair -> pair.getKey() + "="
                        + pair.getValue().lines().findFirst().orElse(""))
                .collect(Collectors.joining(" "));
        return List.of(time(), get("level"), area(get("logger")), (get("msg") + "  " + ids).strip());
    }

    private String time() {
        try {
            return Times.ofDay(Instant.parse(get("time")));
        } catch (DateTimeParseException e) {
            return get("time");
        }
    }

    /** {@code io.skep.edge.edged.internal.PodWorker} is shown as {@code edge.edged}. */
    private static String area(String logger) {
        if (!logger.startsWith(OWN)) {
            return logger;
        }
        int end = logger.indexOf(".internal");
        return logger.substring(OWN.length(), end < 0 ? logger.length() : end);
    }
}
