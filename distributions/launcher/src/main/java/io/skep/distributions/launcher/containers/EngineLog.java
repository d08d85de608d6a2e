package io.skep.distributions.launcher.containers;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of containerd: key=value pairs, the messages in quotes. */
final class EngineLog {

    private static final Pattern MESSAGE =
            Pattern.compile("level=(?:error|fatal|panic) msg=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private EngineLog() {}

    /** Why it ended, without a full stop: the last failure it told, else the last line. */
    static String lastWords(Path log) {
        return lastWordsOf(Host.read(log));
    }

    static String lastWordsOf(String text) {
        String last = "it said nothing";
        boolean failed = false;
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            Matcher matcher = MESSAGE.matcher(line);
            if (matcher.find()) {
                last = matcher.group(1).replaceAll("\\\\(.)", "$1");
                failed = true;
            } else if (!failed || line.startsWith("containerd: ")) {
                last = line.strip();
            }
        }
        return last.endsWith(".") ? last.substring(0, last.length() - 1) : last;
    }
}
