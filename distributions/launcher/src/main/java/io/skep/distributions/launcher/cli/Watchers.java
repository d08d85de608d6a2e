package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.Wait;
import io.skep.distributions.launcher.containers.Engine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code status}, {@code logs}, {@code shell} and {@code token}: looking at what runs. */
final class Watchers {

    private static final int LAST_LINES_BYTES = 16_384;

    private final PrintStream out;

    Watchers(PrintStream out) {
        this.out = out;
    }

    /** One line for each instance; 0 if all run. */
    int status(Path root, List<String> arguments) {
        Layout layout = Layout.of(root, Words.parse(arguments, Set.of(), Set.of("--dir")));
        List<String> names = layout.instances();
        if (names.isEmpty()) {
            out.println("nothing below " + layout.dir() + "; start with ./skep up");
            return 1;
        }
        out.printf("%-10s %-9s %-8s %-10s %-8s %s%n", "NAME", "STATE", "PID", "UP", "MEMORY", "NODE");
        int status = 0;
        for (String name : names) {
            Optional<ProcessHandle> process = new Instance(layout, name).find();
            if (process.isEmpty()) {
                out.printf("%-10s %-9s%n", name, "stopped");
                status = 1;
            } else {
                ProcessHandle running = process.get();
                out.printf(
                        "%-10s %-9s %-8d %-10s %-8s %s%n",
                        name,
                        "running",
                        running.pid(),
                        age(running),
                        Math.round(Proc.residentMegabytes(running.pid())) + " MB",
                        name.equals(Layout.CLOUD) ? "" : node(layout, name));
            }
        }
        return Math.max(status, containers(layout.engine()));
    }

    /** The line of the private containerd, if there ever was one; 0 unless it ended by itself. */
    private int containers(Engine engine) {
        Optional<ProcessHandle> running = engine.find();
        if (running.isPresent()) {
            out.printf(
                    "%-10s %-9s %-8d %-10s %-8s %s%n",
                    Engine.NAME,
                    "running",
                    running.get().pid(),
                    age(running.get()),
                    Math.round(Proc.residentMegabytes(running.get().pid())) + " MB",
                    engine.describeContainers());
            return 0;
        }
        if (engine.isWanted()) {
            out.printf("%-10s %-9s %s; ./skep up starts it again%n", Engine.NAME, "ended", engine.lastWords());
            return 1;
        }
        if (engine.isKnown()) {
            out.printf("%-10s %-9s%n", Engine.NAME, "stopped");
        }
        return 0;
    }

    private static String node(Layout layout, String edge) {
        if (!Files.exists(layout.kubeConfig())) {
            return "";
        }
        try (Api api = Api.of(layout.kubeConfig())) {
            return switch (api.findNodeReady(edge).orElse("")) {
                case "True" -> "Ready";
                case "" -> "not in the API";
                default -> "NotReady";
            };
        } catch (LauncherException e) {
            return "unknown (" + e.error().code() + ")";
        }
    }

    private static String age(ProcessHandle process) {
        Duration age = process.info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()))
                .orElse(Duration.ZERO);
        return age.toHours() > 0
                ? age.toHours() + "h" + age.toMinutesPart() + "m"
                : age.toMinutesPart() + "m" + age.toSecondsPart() + "s";
    }

    /** Prints the end of an instance's log; with -f goes on until interrupted. */
    int logs(Path root, List<String> arguments) {
        Words words = Words.parse(arguments, Set.of("-f"), Set.of("--dir"));
        Layout layout = Layout.of(root, words);
        if (words.rest().size() != 1) {
            throw new LauncherException(
                    LauncherError.USAGE, "logs takes one name; there are " + layout.instances() + ".");
        }
        String name = words.rest().getFirst();
        Engine engine = layout.engine();
        Path log = name.equals(Engine.NAME) && engine.isKnown() ? engine.log() : layout.log(layout.known(name));
        try {
            long at = Math.max(0, Files.size(log) - (words.has("-f") ? LAST_LINES_BYTES : Long.MAX_VALUE));
            at = copy(log, at);
            while (words.has("-f")) {
                Wait.pause(200);
                long size = Files.exists(log) ? Files.size(log) : 0;
                at = copy(log, size < at ? 0 : at);
            }
            return 0;
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.NOT_RUNNING, "The log " + log + " cannot be read: " + Reason.of(e) + ".", e);
        }
    }

    private long copy(Path log, long from) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(from);
            ByteBuffer bytes = ByteBuffer.allocate(8192);
            while (channel.read(bytes) >= 0) {
                out.write(bytes.array(), 0, bytes.position());
                bytes.clear();
            }
            out.flush();
            return channel.position();
        }
    }

    /** One command and its status, or a conversation. */
    int shell(Path root, List<String> arguments, boolean terminal) {
        int dir = arguments.indexOf("--dir") == 0 ? 2 : 0;
        Layout layout = Layout.of(
                root, Words.parse(arguments.subList(0, Math.min(dir, arguments.size())), Set.of(), Set.of("--dir")));
        List<String> rest = arguments.subList(Math.min(dir, arguments.size()), arguments.size());
        if (rest.isEmpty()) {
            throw new LauncherException(
                    LauncherError.USAGE, "shell takes a name; there are " + layout.instances() + ".");
        }
        String name = layout.known(rest.getFirst());
        Path socket = layout.socket(name);
        boolean conversation = rest.size() == 1 && terminal;
        try {
            return conversation ? converse(layout, name) : script(name, socket, rest.subList(1, rest.size()));
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.SHELL_FAILED, "The shell of " + name + " broke: " + Reason.of(e) + ".", e);
        }
    }

    /** A join token that is good now, or what else {@code cloudhub:token} can do. */
    int token(Path root, List<String> arguments) {
        return shell(root, tokenWords(arguments), false);
    }

    /** The same as words of {@code shell}. */
    static List<String> tokenWords(List<String> arguments) {
        Words words = Words.parse(arguments, Set.of(), Set.of("--dir"));
        List<String> shell = new ArrayList<>();
        words.find("--dir").ifPresent(dir -> shell.addAll(List.of("--dir", dir)));
        shell.addAll(List.of(Layout.CLOUD, "cloudhub:token"));
        switch (words.rest().isEmpty() ? "show" : words.rest().getFirst()) {
            case "show" -> shell.add("show");
            case "list" -> {}
            default -> shell.addAll(words.rest());
        }
        return shell;
    }

    private static int converse(Layout layout, String name) throws IOException {
        boolean colors = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        try (ShellTerminal person =
                new ShellTerminal(name, layout.socket(name), layout.state(name).resolve("shell-history"), colors)) {
            return person.converse();
        }
    }

    /** One command, or those on standard input; neither widths nor colours. */
    private int script(String name, Path socket, List<String> command) throws IOException {
        try (Shell shell = Shell.connect(name, socket, out, System.err)) {
            return command.isEmpty() ? shell.repeat(System.in) : shell.execute(String.join(" ", command));
        }
    }
}
