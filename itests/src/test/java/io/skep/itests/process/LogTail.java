package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What an instance has written to its log since a moment. */
final class LogTail {

    private final Path file;
    private int seen;

    private LogTail(Path file) {
        this.file = file;
    }

    /** The log of an instance that is just being started. */
    static LogTail ofAll(Path file) {
        return new LogTail(file);
    }

    /** What comes from now on. */
    static LogTail fromNow(Path file) {
        LogTail tail = new LogTail(file);
        tail.mark();
        return tail;
    }

    /** Forgets what was written so far. */
    void mark() {
        seen = all().size();
    }

    private List<String> all() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        List<String> all = all();
        return all.subList(Math.min(seen, all.size()), all.size());
    }

    /** The lines that people should look at. */
    private List<String> complaints() {
        return lines().stream()
                .filter(line -> line.contains(" level=ERROR ") || line.contains(" level=WARN "))
                .toList();
    }

    /** Waits for the line with a code; it names all that is asked for, is the only complaint, and there is no stack trace. */
    String awaitOnly(String code, String... words) {
        Await.until(
                "a line with " + code + " in " + file,
                Duration.ofSeconds(20),
                this::complaints,
                lines -> lines.stream().anyMatch(line -> line.contains(code)));
        assertThat(complaints()).hasSize(1);
        assertThat(complaints().getFirst()).contains(code).contains(words);
        assertThat(lines()).noneMatch(line -> line.contains(" stack="));
        return complaints().getFirst();
    }
}
