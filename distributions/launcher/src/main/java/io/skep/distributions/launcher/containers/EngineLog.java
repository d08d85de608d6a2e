package io.skep.distributions.launcher.containers;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of containerd: key=value pairs, the messages in quotes. */
final class EngineLog {

    private static final Pattern FATAL = Pattern.compile("level=(?:fatal|panic) msg=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final List<String> ENDS = List.of("containerd: ", "panic: ", "fatal error: ");

    private EngineLog() {}

    /** Why it ended, without a full stop; who is killed tells nothing. */
    static String lastWords(Path log) {
        return lastWordsOf(Host.read(log));
    }

    static String lastWordsOf(String text) {
        String last = "it told no reason";
        for (String line : text.lines().toList()) {
            Matcher matcher = FATAL.matcher(line);
            if (matcher.find()) {
                last = matcher.group(1).replaceAll("\\\\(.)", "$1");
            } else if (ENDS.stream().anyMatch(line::startsWith)) {
                last = line.strip();
            }
        }
        return last.endsWith(".") ? last.substring(0, last.length() - 1) : last;
    }
}
