package io.skep.itests.process;

import io.skep.itests.faults.Link;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/** Edge-1 of a cluster, started again behind a link that a test can cut. */
final class LinkedEdge implements AutoCloseable {

    static final String NAME = "edge-1";

    private final EdgeProcess process;

    private LinkedEdge(EdgeProcess process) {
        this.process = process;
    }

    /** Stops the edge, lets it dial through the link, and starts it there; the cluster must be up. */
    static LinkedEdge start(Cluster cluster, Link link) {
        return start(cluster, NAME, link.prefix(), link::address);
    }

    /**
     * Stops an edge, lets it dial other addresses, and starts it again.
     *
     * @param prefix words before its start command, or none
     * @param address what it dials instead of a port of the cloud
     */
    static LinkedEdge start(Cluster cluster, String name, List<String> prefix, IntFunction<String> address) {
        Cluster.skep("down", "--dir", cluster.folder().toString(), name).ok();
        Path state = cluster.folder().resolve(name);
        Path config = state.resolve("conf/edgecore.yaml");
        for (int port : List.of(cluster.port(10000), cluster.port(10002))) {
            replace(config, "127.0.0.1:" + port, address.apply(port));
        }
        try {
            return new LinkedEdge(EdgeProcess.start(prefix, state));
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
        process.close();
    }
}
