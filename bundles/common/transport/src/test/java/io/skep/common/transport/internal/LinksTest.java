package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.Links;
import io.skep.common.transport.contract.LinkContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class LinksTest extends LinkContract {

    /** True for TLS by the JDK, false for BoringSSL. */
    boolean isJdk() {
        return false;
    }

    @Override
    protected Links open() {
        return new NettyLinks(isJdk());
    }

    @Override
    protected void close(Links opened) {
        ((NettyLinks) opened).close();
    }

    @Override
    protected String way() {
        return "";
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> links.connect(to(port), edge))
                .extracting(LinkContract::codeOf)
                .isEqualTo("SKEP-503");
    }

    @Test
    void doesNotBlameTlsForALinkThatWasCut() throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> hangUp(listener));
            assertThatThrownBy(() -> links.connect(to(listener.getLocalPort()), edge))
                    .hasMessageContaining("the connection ended before TLS was agreed")
                    .extracting(LinkContract::codeOf)
                    .isEqualTo("SKEP-505");
        }
    }

    private static void hangUp(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhatAServerAnsweredThatIsNoCloud() throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket)
                RawPeer.context(SERVER_KEYS).getServerSocketFactory().createServerSocket(0)) {
            Thread.ofVirtual().start(() -> answer(listener, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"));
            assertThatThrownBy(() -> links.connect(to(listener.getLocalPort()), edge))
                    .hasMessageContaining("it answered 404 Not Found: none")
                    .extracting(LinkContract::codeOf)
                    .isEqualTo("SKEP-505");
        }
    }

    @Test
    void readsOnlyTheBeginningOfAnEndlessRefusal() throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket)
                RawPeer.context(SERVER_KEYS).getServerSocketFactory().createServerSocket(0)) {
            CompletableFuture<String> cut = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> refuseEndlessly(listener, cut));
            assertThatThrownBy(() -> links.connect(to(listener.getLocalPort()), edge))
                    .hasMessageContaining("it answered 500 Server Error: xxx")
                    .extracting(e -> e.getMessage().length() < 400)
                    .isEqualTo(true);
            assertThat(cut.get(10, TimeUnit.SECONDS)).isEqualTo("cut");
        }
    }

    private static void refuseEndlessly(SSLServerSocket listener, CompletableFuture<String> cut) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            head(socket);
            byte[] text = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write("HTTP/1.1 500 Server Error\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write(text);
            }
        } catch (IOException e) {
            cut.complete("cut");
        }
    }

    @Test
    void givesUpAServerThatDoesNotAnswerPings() throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket)
                RawPeer.context(SERVER_KEYS).getServerSocketFactory().createServerSocket(0)) {
            Thread.ofVirtual().start(() -> upgradeAndIgnore(listener));
            LinkClientOptions options = new LinkClientOptions(
                    "127.0.0.1:" + listener.getLocalPort(),
                    "p",
                    "edge-1",
                    nodeKeys("edge-1"),
                    trust(),
                    MAX,
                    LONG,
                    LONG,
                    Duration.ofMillis(50));
            Link link = links.connect(options, edge);
            assertThat(link.skepPeer()).isFalse();
            assertThat(next(edge.disconnected)).isEqualTo("the peer did not answer two pings");
        }
    }

    private static void answer(SSLServerSocket listener, String answer) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            head(socket);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void upgradeAndIgnore(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            String key = head(socket)
                    .lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                    .findFirst()
                    .orElseThrow()
                    .substring(18)
                    .strip();
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: " + Handshake.accept(key) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String head(SSLSocket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }
}
