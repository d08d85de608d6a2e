package io.skep.itests.process;

import io.skep.itests.faults.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Edge-1 of a cluster, started again behind a link that a test can cut. */
final class LinkedEdge implements AutoCloseable {

    static final String NAME = "edge-1";

    private final Process process;

    private LinkedEdge(Process process) {
        this.process = process;
    }

    /** Stops the edge, lets it dial through the link, and starts it there; the cluster must be up. */
    static LinkedEdge start(Cluster cluster, Link link) {
        Cluster.skep("down", "--dir", cluster.folder().toString(), NAME).ok();
        Path state = cluster.folder().resolve(NAME);
        Path config = state.resolve("conf/edgecore.yaml");
        replace(config, "127.0.0.1:" + cluster.port(10000), link.address(cluster.port(10000)));
        replace(config, "127.0.0.1:" + cluster.port(10002), link.address(cluster.port(10002)));
        List<String> command = new ArrayList<>(link.prefix());
        command.addAll(List.of(
                Cluster.ROOT
                        .resolve("distributions/edgecore/target/edgecore/bin/edgecore")
                        .toString(),
                "--dir",
                state.toString(),
                "--name",
                NAME,
                "--config",
                config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("log/console.log").toFile());
        builder.environment()
                .put(
                        "SKEP_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        try {
            return new LinkedEdge(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the cloud's certificate name one more address. */
    static void advertise(Cluster cluster, String address) {
        replace(
                cluster.folder().resolve("cloud/conf/cloudcore.yaml"),
                "advertiseAddress: [127.0.0.1]",
                "advertiseAddress: [127.0.0.1, " + address + "]");
    }

    /** Changes the text of a file, which must contain the old words. */
    static void replace(Path file, String old, String fresh) {
        try {
            String text = Files.readString(file);
            if (!text.contains(old)) {
                throw new AssertionError("no '" + old + "' in " + file + "\n" + text);
            }
            Files.writeString(file, text.replace(old, fresh));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
