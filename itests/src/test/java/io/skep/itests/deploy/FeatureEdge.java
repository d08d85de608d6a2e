package io.skep.itests.deploy;

import io.skep.distributions.launcher.SocketFolder;
import io.skep.itests.bus.ShellClient;
import io.skep.itests.bus.ShellClient.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The assembled edgecore in a folder of the test's own, without a cloud; its shell is asked through its socket. */
final class FeatureEdge implements AutoCloseable {

    private static final long LIMIT_NS = 60_000_000_000L;
    private static final Path SHIPPED =
            Path.of(System.getProperty("skep.root", ".."), "distributions/edgecore/target/edgecore");

    private final Path home;
    private final Path state;
    private Process process;

    private FeatureEdge(Path home, Path state) {
        this.home = home;
        this.state = state;
    }

    /** Copies the distribution into a folder and starts it there. */
    static FeatureEdge start(Path folder) throws IOException {
        Path home = folder.resolve("edgecore");
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve(SHIPPED.relativize(file).toString()));
            }
        }
        Path state = Files.createDirectories(folder.resolve("state/feature-edge"));
        Path config = home.resolve("conf/edgecore.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("/var/lib/kubeedge", folder.resolve("db").toString())
                        .replace("/etc/kubeedge", folder.resolve("etc").toString())
                        .replace("/var/lib/edged", folder.resolve("pods").toString()));
        FeatureEdge edge = new FeatureEdge(home, state);
        edge.start();
        return edge;
    }

    private void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("bin/edgecore").toString(), "--dir", state.toString(), "--name", "feature-edge")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        state.resolve("console.log").toFile()));
        builder.environment()
                .put(
                        "SKEP_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        process = builder.start();
        run("beehive:list");
    }

    void restart() throws IOException {
        close();
        start();
    }

    /** The state folder. */
    Path state() {
        return state;
    }

    Path home() {
        return home;
    }

    /** Runs a command as soon as the shell is there. */
    Result run(String command) {
        long deadline = System.nanoTime() + LIMIT_NS;
        while (true) {
            Path socket =
                    SocketFolder.locate(state.getParent(), System.getenv()).resolve("feature-edge.sock");
            try (ShellClient client = new ShellClient(socket)) {
                return client.run(command);
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the shell does not answer " + command, e);
                }
                LockSupport.parkNanos(20_000_000L);
            }
        }
    }

    /** Runs a command that must succeed; returns what it prints. */
    String ok(String command) {
        Result result = run(command);
        if (result.status() != 0) {
            throw new AssertionError(command + "\n" + result.out() + result.err());
        }
        return result.out();
    }

    /** What is in the container: features, bundles and modules. */
    List<String> snapshot() {
        return List.of(ok("feature:list"), ok("lb"), ok("beehive:list"));
    }

    /** What has been logged with one of these words, of all runs. */
    List<String> logged(String word) throws IOException {
        try (Stream<String> lines = Files.lines(state.resolve("log/feature-edge.log"))) {
            return lines.filter(line -> line.contains(word)).toList();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
