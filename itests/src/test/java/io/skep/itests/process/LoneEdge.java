package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An edge that was not started by {@code ./skep up}: the distribution's own start script, with the settings of edge-1 under another name. */
final class LoneEdge implements AutoCloseable {

    private final Path state;
    private final EdgeProcess process;

    private LoneEdge(Path state, EdgeProcess process) {
        this.state = state;
        this.process = process;
    }

    /** Starts it with that token; changes to the text of its edgecore.yaml come in pairs of old and new. */
    static LoneEdge start(Cluster cluster, String name, String token, String... changes) {
        Path state = cluster.folder().resolve(name);
        try {
            Files.createDirectories(state.resolve("conf"));
            Files.createDirectories(state.resolve("log"));
            String text = Files.readString(cluster.folder().resolve("edge-1/conf/edgecore.yaml"))
                    .replace("edge-1", name)
                    .replace("127.0.0.1:" + cluster.port(9092), "127.0.0.1:0");
            for (int i = 0; i < changes.length; i += 2) {
                text = text.replace(changes[i], changes[i + 1]);
            }
            Files.writeString(state.resolve("conf/edgecore.yaml"), text);
            Files.writeString(bootstrap(state), token);
            return new LoneEdge(state, EdgeProcess.start(List.of(), state));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path bootstrap(Path state) {
        return state.resolve("bootstrap-edgecore.conf");
    }

    Path bootstrap() {
        return bootstrap(state);
    }

    Path log() {
        return state.resolve("log/" + state.getFileName() + ".log");
    }

    void bring(String token) {
        try {
            Files.writeString(bootstrap(), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
