package io.skep.edge.edged.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpCheckTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<String> asked = new ArrayList<>();
    private final HttpCheck check = new HttpCheck();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Host") + " "
                + exchange.getRequestHeaders().getFirst("User-Agent"));
        String path = exchange.getRequestURI().getPath();
        int status = path.matches("/\\d+.*") ? Integer.parseInt(path.substring(1, 4)) : 200;
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", path.substring(4));
        }
        if (status == 307) {
            exchange.getResponseHeaders().add("Location", "http://elsewhere.example/x");
        }
        byte[] body = "x".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, path.equals("/chunked") ? 0 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        } catch (IOException e) {
            asked.add("not read to its end");
        }
    }

    private Outcome get(String path) {
        return get(path, List.of());
    }

    private Outcome get(String path, List<Map.Entry<String, String>> headers) {
        int port = server.getAddress().getPort();
        return check.get(new Handler.HttpGet(false, "", port, path, headers), "127.0.0.1", LIMIT);
    }

    @Test
    void statusesBelow400AreGood() {
        assertThat(get("/")).isEqualTo(new Outcome.Good());
        assertThat(get("/chunked")).isEqualTo(new Outcome.Good());
        assertThat(get("/304")).isEqualTo(new Outcome.Good());
        assertThat(get("/404")).isEqualTo(new Outcome.Bad("HTTP probe failed with statuscode: 404"));
        assertThat(get("/503")).isEqualTo(new Outcome.Bad("HTTP probe failed with statuscode: 503"));
        assertThat(asked.getFirst())
                .isEqualTo("/ 127.0.0.1:" + server.getAddress().getPort() + " kube-probe/1.26");
    }

    @Test
    void sendsTheHeadersOfTheProbe() {
        get("/", List.of(Map.entry("Host", "shop.example"), Map.entry("user-agent", "mine")));
        assertThat(asked).containsExactly("/ shop.example mine");
    }

    @Test
    void followsRedirectsOfTheSameHostOnly() {
        assertThat(get("/302/200")).isEqualTo(new Outcome.Good());
        assertThat(get("/302/500")).isEqualTo(new Outcome.Bad("HTTP probe failed with statuscode: 500"));
        assertThat(get("/307")).isEqualTo(new Outcome.Good());
        int before = asked.size();
        String round = "/302".repeat(20);
        assertThat(get(round + "/500")).isInstanceOf(Outcome.Bad.class);
        assertThat(asked.size() - before).isEqualTo(11);
    }

    @Test
    void tellsWhyThereIsNoAnswer() {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(get("/")).isEqualTo(new Outcome.Bad("Get \"http://127.0.0.1:" + port + "/\": Connection refused"));
    }

    @Test
    void givesUpInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Outcome outcome = check.get(
                    new Handler.HttpGet(false, "", silent.getLocalPort(), "/", List.of()),
                    "127.0.0.1",
                    Duration.ofMillis(200));
            assertThat(outcome.toString()).contains("no answer within");
        }
    }

    @Test
    void endlessAndStrangeAnswersAreBad() throws Exception {
        assertThat(raw("SSH-2.0-x\r\n\r\n").toString()).contains("the answer is not HTTP");
        assertThat(raw("HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000)).toString())
                .contains("too long");
        assertThat(raw("HTTP/1.1 200 OK\r\n").toString()).contains("closed");
        assertThat(raw("HTTP/1.0 200 OK\r\n\r\n")).isEqualTo(new Outcome.Good());
    }

    private Outcome raw(String answer) throws IOException, InterruptedException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = Thread.ofVirtual().start(() -> {
                try (Socket client = socket.accept()) {
                    client.getInputStream().read(new byte[10_000]);
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    asked.add(e.toString());
                }
            });
            Outcome outcome = check.get(
                    new Handler.HttpGet(false, "", socket.getLocalPort(), "/", List.of()), "127.0.0.1", LIMIT);
            server.join();
            return outcome;
        }
    }
}
