package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a program of this machine left behind.
 *
 * @param status its exit status; -1 if it could not be started or was not done in time
 * @param out what it printed, on both channels
 */
record Program(int status, String out) {

    private static final int MOST_BYTES = 4 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Runs a program to its end. */
    static Program run(List<String> words) {
        return run(words, "");
    }

    /** Runs a program to its end and gives it an input. */
    static Program run(List<String> words, String input) {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().put("PATH", Tools.path());
            process = builder.start();
        } catch (IOException e) {
            return new Program(-1, Reason.of(e));
        }
        var watchdog = CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> late = CompletableFuture.runAsync(process::destroyForcibly, watchdog);
        try {
            give(process, input);
            byte[] bytes = process.getInputStream().readNBytes(MOST_BYTES);
            process.getInputStream().close();
            int status = process.waitFor();
            String out = new String(bytes, StandardCharsets.UTF_8);
            return late.isDone()
                    ? new Program(-1, "not done in " + LIMIT.toSeconds() + " s")
                    : new Program(status, out);
        } catch (IOException e) {
            return new Program(-1, Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Program(-1, "interrupted");
        } finally {
            late.cancel(false);
            process.destroyForcibly();
        }
    }

    private static void give(Process process, String input) throws IOException {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (!input.isEmpty()) {
                throw e;
            }
        }
    }

    boolean succeeded() {
        return status == 0;
    }

    /** Its last line, for people; without a full stop. */
    String lastLine() {
        String last = out.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("exit status " + status)
                .strip();
        return last.endsWith(".") ? last.substring(0, last.length() - 1) : last;
    }
}
