package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.Wait;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process of one cloud or edge. Its pid file holds the start time as well, so that a process which got the same number later is never
 * taken for it.
 */
final class Instance {

    private static final Duration STOP_TIME = Duration.ofSeconds(45);
    private static final Duration FORCE_TIME = Duration.ofSeconds(5);

    private final Layout layout;
    private final String name;

    Instance(Layout layout, String name) {
        this.layout = layout;
        this.name = name;
    }

    String name() {
        return name;
    }

    private Path pidFile() {
        return layout.state(name).resolve("pid");
    }

    private Path console() {
        return layout.state(name).resolve("log/console.log");
    }

    /** The running process; empty if it is not running or was not started by us. */
    Optional<ProcessHandle> find() {
        try {
            String[] words = Files.readString(pidFile()).strip().split(" ");
            long pid = Long.parseLong(words[0]);
            return ProcessHandle.of(pid)
                    .filter(process ->
                            Proc.isRunning(pid) && Proc.startTicks(pid).equals(words[1]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts the process in a session of its own, so that neither the end of this one nor Ctrl-C in its terminal reaches it.
     *
     * @param environment further variables
     */
    ProcessHandle start(Map<String, String> environment) {
        String distribution = Layout.distributionOf(name);
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                layout.distribution(distribution).resolve("bin/" + distribution).toString(),
                "--dir",
                layout.state(name).toString(),
                "--name",
                name,
                "--config",
                layout.config(name).toString()));
        try {
            Files.createDirectories(console().getParent());
            Files.deleteIfExists(console());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(console().toFile());
            builder.environment()
                    .put(
                            "SKEP_JAVA",
                            Path.of(System.getProperty("java.home"), "bin/java").toString());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Files.writeString(pidFile(), process.pid() + " " + Proc.startTicks(process.pid()) + "\n");
            return process.toHandle();
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.START_FAILED, "The process " + name + " cannot be started: " + Reason.of(e) + ".", e);
        }
    }

    /** Stops the process in order, then by force; does nothing if it does not run. Returns whether it ran. */
    boolean stop() {
        Optional<ProcessHandle> found = find();
        found.ifPresent(process -> {
            process.destroy();
            if (!ended(process, STOP_TIME)) {
                process.destroy();
            }
            if (!ended(process, FORCE_TIME)) {
                process.destroyForcibly();
                ended(process, FORCE_TIME);
            }
        });
        try {
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The file " + pidFile() + " cannot be removed: " + Reason.of(e) + ".",
                    e);
        }
        return found.isPresent();
    }

    private static boolean ended(ProcessHandle process, Duration time) {
        return Wait.until(time, () -> !Proc.isRunning(process.pid()));
    }

    /** The line that says why a process ended by itself, without a full stop: the last one with a code, else the last one. */
    String lastWords() {
        String words = lastLine();
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    private String lastLine() {
        String last = "it said nothing";
        try {
            for (String line : Files.readAllLines(console())) {
                int code = line.indexOf("SKEP-");
                if (code >= 0) {
                    last = line.substring(code);
                } else if (!line.isBlank() && !last.startsWith("SKEP-")) {
                    last = line.strip();
                }
            }
        } catch (IOException e) {
            return last;
        }
        return last;
    }
}
