package io.skep.itests.process;

import io.skep.itests.process.Command.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A cluster of one machine, started by {@code ./skep up -d} from the assembled folders in a folder and on ports of its own. */
final class Cluster implements AutoCloseable {

    static final Path ROOT =
            Path.of(System.getProperty("skep.root", "..")).toAbsolutePath().normalize();

    private final Path folder;
    private final int offset;
    private final Optional<Path> api;

    private Cluster(Path folder, int offset, Optional<Path> api) {
        this.folder = folder;
        this.offset = offset;
        this.api = api;
    }

    /**
     * Starts one.
     *
     * @param name folder below itests/target
     * @param offset added to every port
     */
    static Cluster up(String name, int offset, int edges) {
        return up(name, offset, edges, Optional.empty());
    }

    /** The same with a Kubernetes API that is there already, instead of one of its own. */
    static Cluster up(String name, int offset, int edges, Path kubeconfig) {
        return up(name, offset, edges, Optional.of(kubeconfig));
    }

    private static Cluster up(String name, int offset, int edges, Optional<Path> api) {
        Path folder = ROOT.resolve("itests/target/it").resolve(name);
        if (Files.exists(folder)) {
            skep("down", "--dir", folder.toString()).ok();
        }
        delete(folder);
        Cluster cluster = new Cluster(folder, offset, api);
        try {
            cluster.start(edges).ok();
        } catch (AssertionError e) {
            cluster.close();
            throw new AssertionError(e.getMessage() + "\n" + cluster.logs(), e);
        }
        return cluster;
    }

    /** {@code ./skep up -d} again on the same folder. */
    Result start(int edges) {
        return up("--edges", Integer.toString(edges));
    }

    private Result up(String... further) {
        List<String> words = new ArrayList<>(
                List.of("up", "-d", "--dir", folder.toString(), "--port-offset", Integer.toString(offset)));
        api.ifPresent(file -> words.addAll(List.of("--kubeconfig", file.toString())));
        words.addAll(List.of(further));
        return skep(words.toArray(String[]::new));
    }

    private Path kubeconfig() {
        return api.orElse(folder.resolve("cloud/kubeconfig"));
    }

    Path folder() {
        return folder;
    }

    int port(int kubeEdgePort) {
        return kubeEdgePort + offset;
    }

    /** The process of a container. */
    long pid(String name) {
        String status = skep("status", "--dir", folder.toString()).out();
        return status.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.split("\\s+")[2])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no process of " + name + " in\n" + status));
    }

    /** Runs {@code ./skep} with the given words. */
    static Result skep(String... words) {
        List<String> all = new ArrayList<>(List.of(ROOT.resolve("skep").toString()));
        all.addAll(List.of(words));
        return Command.of(all)
                .in(ROOT)
                .with("SKEP_NO_BUILD", "1")
                .within(Duration.ofSeconds(120))
                .run();
    }

    /** Runs one command in the shell of a container. */
    Result shell(String name, String command) {
        return skep("shell", "--dir", folder.toString(), name, command);
    }

    /** Runs one command after another in the shell of a container; what fails does not end the rest. */
    Result shellScript(String name, String commands) {
        return Command.of(ROOT.resolve("skep").toString(), "shell", "--dir", folder.toString(), name)
                .in(ROOT)
                .with("SKEP_NO_BUILD", "1")
                .input(commands)
                .run();
    }

    /** {@code ./skep up -d} of one container that was there before. */
    Result start(String name) {
        return up(name);
    }

    /** Ends a process at once, as a power cut would. */
    void kill(String name) {
        long pid = pid(name);
        Command.of("kill", "-9", Long.toString(pid)).run().ok();
        Await.until(
                name + " is gone",
                Duration.ofSeconds(10),
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent(),
                alive -> !alive);
    }

    /** Runs kubectl as the administrator. */
    Result kubectl(String... words) {
        return kubectlWithInput("", words);
    }

    Result kubectlWithInput(String input, String... words) {
        List<String> all = new ArrayList<>(List.of("kubectl"));
        all.addAll(List.of(words));
        return Command.of(all)
                .with("KUBECONFIG", kubeconfig().toString())
                .with("HOME", folder.toString())
                .input(input)
                .run();
    }

    /** A client of the API, to be closed. */
    Api api() {
        return Api.of(kubeconfig());
    }

    /** One value of one object, empty when the object is not there. */
    String value(String kind, String name, String jsonPath) {
        Result result = kubectl("get", kind, name, "-o", "jsonpath=" + jsonPath);
        return result.status() == 0 ? result.out() : "";
    }

    /** Waits until a value of an object is the expected one. */
    void awaitValue(String kind, String name, String jsonPath, String expected) {
        Await.until(
                kind + "/" + name + " " + jsonPath + " = " + expected,
                Duration.ofSeconds(60),
                () -> value(kind, name, jsonPath),
                expected::equals);
    }

    /** Waits until the object is gone. */
    void awaitGone(String kind, String name) {
        Await.until(
                kind + "/" + name + " gone",
                Duration.ofSeconds(60),
                () -> kubectl("get", kind, name).err(),
                text -> text.contains("NotFound"));
    }

    void awaitReady(String node) {
        awaitValue("node", node, "{.status.conditions[?(@.type==\"Ready\")].status}", "True");
    }

    /** The end of every log, for a test that failed. */
    String logs() {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".log")).sorted().forEach(file -> {
                try {
                    List<String> lines = Files.readAllLines(file);
                    text.append("== ").append(folder.relativize(file)).append('\n');
                    lines.subList(Math.max(0, lines.size() - 60), lines.size())
                            .forEach(line -> text.append(line).append('\n'));
                } catch (IOException e) {
                    text.append(e).append('\n');
                }
            });
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }

    /** All lines of the containers' own logs that fit. */
    List<String> logLines(Predicate<String> fitting) {
        List<String> found = new ArrayList<>();
        for (String name : List.of("cloud", "edge-1")) {
            try (Stream<String> lines =
                    Files.lines(folder.resolve(name).resolve("log").resolve(name + ".log"))) {
                lines.filter(fitting).map(line -> name + ": " + line).forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    @Override
    public void close() {
        skep("down", "--dir", folder.toString());
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
