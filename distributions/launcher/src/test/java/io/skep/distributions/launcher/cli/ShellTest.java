package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShellTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new ArrayList<>();
    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void open() throws IOException {
        socket = Files.createTempDirectory("skep-t").resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.delete(socket.getParent());
    }

    /** Answers each request with the next answer, then closes the connection. */
    private Thread serve(String... answers) {
        return Thread.ofVirtual().start(() -> {
            try (SocketChannel client = server.accept()) {
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
                OutputStream to = Channels.newOutputStream(client);
                for (String answer : answers) {
                    requests.add(in.readLine());
                    to.write(answer.getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                requests.add(e.toString());
            }
        });
    }

    private Shell shell() {
        return Shell.connect("edge-1", socket, out, err);
    }

    @Test
    void copiesTheFramesAndReturnsTheStatus() throws IOException, InterruptedException {
        Thread thread = serve("o 3\nab\ne 5\noh no" + "o 3\nä\nx 7\n");
        try (Shell shell = shell()) {
            assertThat(shell.execute("lb \"x\"", 80, false)).isEqualTo(7);
        }
        thread.join();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ab\nä\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("oh no");
        assertThat(requests)
                .containsExactly("{\"command\":\"lb \\\"x\\\"\",\"columns\":80,\"interactive\":true,\"colors\":false}");
    }

    @Test
    void readsCommandsUntilExitAndReturnsTheLastStatus() throws IOException, InterruptedException {
        Thread thread = serve("x 0\n", "x 1\n");
        var input = new ByteArrayInputStream("lb\n\n bad \nexit\nnever\n".getBytes(StandardCharsets.UTF_8));
        try (Shell shell = shell()) {
            assertThat(shell.repeat(input)).isEqualTo(1);
        }
        thread.join();
        assertThat(requests).hasSize(2).last().asString().contains("\"bad\"");
        assertThat(out.size()).isZero();
    }

    @Test
    void completesAndTellsOfInterruptsAndSizes() throws IOException, InterruptedException {
        Thread thread = serve("o 19\nbundle:lb\tlists\nlb\n" + "x 0\n", "", "");
        try (Shell shell = shell()) {
            assertThat(shell.complete("l")).containsExactly("bundle:lb\tlists", "lb");
            shell.interrupt();
            shell.resize(70);
        }
        thread.join();
        assertThat(out.size()).isZero();
        assertThat(requests).containsExactly("{\"complete\":\"l\"}", "{\"interrupt\":true}", "{\"columns\":70}");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        server.close();
        assertThatThrownBy(this::shell)
                .isInstanceOfSatisfying(
                        LauncherException.class, e -> assertThat(e.error()).isEqualTo(LauncherError.NOT_RUNNING))
                .hasMessageContaining("edge-1");
    }

    @Test
    void refusesBrokenAndOversizedFrames() throws IOException {
        for (String answer : List.of("o 99999999\n", "z 1\n", "o x\n", "", "o 1\n")) {
            serve(answer);
            try (Shell shell = shell()) {
                assertThatThrownBy(() -> shell.execute("lb"))
                        .isInstanceOfSatisfying(
                                LauncherException.class,
                                e -> assertThat(e.error()).isEqualTo(LauncherError.SHELL_FAILED));
            }
        }
    }
}
