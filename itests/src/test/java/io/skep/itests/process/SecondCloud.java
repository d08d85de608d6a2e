package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Another cloudcore beside that of a cluster, with the same Kubernetes API, and folders and ports of its own. */
final class SecondCloud implements AutoCloseable {

    private final Path state;
    private final int webSocket;
    private Process process;

    private SecondCloud(Path state, int webSocket) {
        this.state = state;
        this.webSocket = webSocket;
    }

    /** Starts one with the settings of the cluster's cloud; each of its ports is the next one. */
    static SecondCloud beside(Cluster cluster) {
        Path first = cluster.folder().resolve("cloud");
        Path state = cluster.folder()
                .resolveSibling(cluster.folder().getFileName() + "-second")
                .resolve("cloud");
        Cluster.delete(state);
        try {
            Files.createDirectories(state.resolve("conf"));
            Files.createDirectories(state.resolve("deploy"));
            String text = Files.readString(first.resolve("conf/cloudcore.yaml"))
                    .replace(first + "/", state + "/")
                    .replace("127.0.0.1:" + cluster.port(9091), "127.0.0.1:0");
            for (int port : List.of(cluster.port(10000), cluster.port(10002))) {
                text = text.replace("port: " + port, "port: " + (port + 1));
            }
            Files.writeString(state.resolve("conf/cloudcore.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SecondCloud cloud = new SecondCloud(state, cluster.port(10000) + 1);
        cloud.start();
        return cloud;
    }

    /** Starts it, and returns when it listens for edges. */
    void start() {
        try {
            process = EdgeProcess.launch("cloudcore", List.of(), state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the second cloud listens", Duration.ofSeconds(90), this::listens, yes -> yes);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), webSocket)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it at once, as a power cut would. */
    void kill() {
        process.destroyForcibly();
        Await.until("the second cloud is gone", Duration.ofSeconds(10), process::isAlive, alive -> !alive);
    }

    Path folder() {
        return state;
    }

    List<String> log() {
        try (Stream<String> lines = Files.lines(state.resolve("log/cloud.log"))) {
            return lines.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        EdgeProcess.end(process);
    }
}
