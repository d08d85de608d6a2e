package io.skep.itests.process;

import io.skep.distributions.launcher.SocketFolder;
import io.skep.itests.bus.ShellClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An edge without a cloud, whose bus other processes may join: the shipped edgecore with a socket_module.yaml beside its configuration. */
final class SocketEdge implements AutoCloseable {

    private static final String NAME = "edge-socket";

    private final Path state;
    private final Path sockets;
    private final EdgeProcess process;

    private SocketEdge(Path state, Path sockets, EdgeProcess process) {
        this.state = state;
        this.sockets = sockets;
        this.process = process;
    }

    /** @param folder for its state and the sockets, with a short name */
    static SocketEdge start(Path folder) throws IOException {
        Path state = folder.resolve(NAME);
        Files.createDirectories(state.resolve("conf"));
        Files.createDirectories(state.resolve("log"));
        Files.writeString(state.resolve("conf/edgecore.yaml"), """
                apiVersion: edgecore.config.kubeedge.io/v1alpha2
                kind: EdgeCore
                database: {dataSource: "%s/edgecore.db"}
                modules:
                  edgeHub: {enable: false, websocket: {server: "127.0.0.1:1"}}
                  edged: {enable: false}
                  dbTest: {enable: true}
                """.formatted(state));
        SocketEdge edge = new SocketEdge(
                state, SocketFolder.locate(folder, System.getenv()), EdgeProcess.start(List.of(), state));
        Await.until(
                "the shell answers",
                Duration.ofSeconds(60),
                () -> edge.run("beehive:list"),
                text -> text.contains("testManager"));
        return edge;
    }

    /** Writes the configuration of the sockets and waits until it is in force. */
    void configure(String yaml) throws IOException {
        LogTail log = LogTail.fromNow(log());
        Files.writeString(state.resolve("conf/socket_module.yaml"), yaml);
        Await.until(
                "the sockets are as configured",
                Duration.ofSeconds(20),
                log::lines,
                lines -> lines.stream().anyMatch(line -> line.contains("socket_module.yaml is in force")));
    }

    Path log() {
        return state.resolve("log/" + NAME + ".log");
    }

    /** Runs a command in its shell; returns what it printed, be it a failure. */
    String run(String command) {
        try (ShellClient client = new ShellClient(sockets.resolve(NAME + ".sock"))) {
            ShellClient.Result result = client.run(command);
            return result.out() + result.err();
        } catch (IOException e) {
            return "no shell: " + e.getMessage();
        }
    }

    /** Waits until the bus shows a module in this state. */
    void awaitState(String module, String state) {
        Await.until(
                module + " is " + state,
                Duration.ofSeconds(20),
                () -> run("beehive:info " + module),
                text -> text.matches("(?s).*\\bstate +" + state + "\\b.*"));
    }

    @Override
    public void close() {
        process.close();
    }
}
