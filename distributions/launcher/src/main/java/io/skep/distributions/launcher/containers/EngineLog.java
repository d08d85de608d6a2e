package io.skep.distributions.launcher.containers;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of containerd: key=value pairs, the messages in quotes. */
final class EngineLog {

    private static final Pattern FATAL = Pattern.compile("level=(?:fatal|panic) msg=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NO_CRI = Pattern.compile(
            "msg=\"failed to load plugin io\\.containerd\\.grpc\\.v1\\.cri\" error=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final List<String> ENDS = List.of("containerd: ", "panic: ", "fatal error: ");

    private static final int MOST_BYTES = 256 << 10;

    private EngineLog() {}

    /** Why it ended, without a full stop; who is killed tells nothing. */
    static String lastWords(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - MOST_BYTES));
            byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(end);
            return lastWordsOf(new String(end, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    /** The part of the log in which a start is told. */
    static String begin(Path log) {
        try (InputStream in = Files.newInputStream(log)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether it serves its own interface and CRI, which comes later. */
    static boolean isBooted(String text) {
        return text.contains("containerd successfully booted") && text.contains("Start streaming server");
    }

    /** Why it runs but will never serve CRI, if that is so. */
    static Optional<String> criFailure(String text) {
        Matcher matcher = NO_CRI.matcher(text);
        return matcher.find() ? Optional.of(plain(matcher)) : Optional.empty();
    }

    private static String plain(Matcher matcher) {
        return matcher.group(1).replaceAll("\\\\(.)", "$1");
    }

    static String lastWordsOf(String text) {
        String last = criFailure(text).orElse("it told no reason");
        for (String line : text.lines().toList()) {
            Matcher matcher = FATAL.matcher(line);
            if (matcher.find()) {
                last = plain(matcher);
            } else if (ENDS.stream().anyMatch(line::startsWith)) {
                last = line.strip();
            }
        }
        return last.endsWith(".") ? last.substring(0, last.length() - 1) : last;
    }
}
