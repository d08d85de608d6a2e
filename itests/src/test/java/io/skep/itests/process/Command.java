package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, with a deadline. */
final class Command {

    private final List<String> words;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path folder = Path.of(".");
    private String input = "";
    private Duration limit = Duration.ofSeconds(60);

    private Command(List<String> words) {
        this.words = words;
    }

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    static Command of(List<String> words) {
        return new Command(List.copyOf(words));
    }

    Command in(Path folder) {
        this.folder = folder;
        return this;
    }

    Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Command input(String text) {
        this.input = text;
        return this;
    }

    Command within(Duration limit) {
        this.limit = limit;
        return this;
    }

    /** What a program left behind. */
    record Result(List<String> words, int status, String out, String err) {

        /** Fails with all that was printed unless the program succeeded. */
        Result ok() {
            if (status != 0) {
                throw new AssertionError(this);
            }
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", words) + "\nexit " + status + "\n--- out\n" + out + "\n--- err\n" + err;
        }
    }

    Result run() {
        try {
            Path out = Files.createTempFile("skep-it", ".out");
            Path err = Files.createTempFile("skep-it", ".err");
            Path in = Files.createTempFile("skep-it", ".in");
            try {
                Files.writeString(in, input);
                return run(in, out, err);
            } finally {
                for (Path file : List.of(in, out, err)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result run(Path in, Path out, Path err) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(words))
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "not done in " + limit + ": " + String.join(" ", words) + "\n" + read(out) + read(err));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return new Result(words, process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
