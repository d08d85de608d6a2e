package io.skep.common.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.common.http.HttpDirect;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Calls to a server of the same process. */
class DirectCallsTest extends ServerFixture {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static HttpDirect.Request request(String uri, byte[] body) {
        return new HttpDirect.Request("PUT", uri, Map.of("Content-Type", "text/x"), body, List.of());
    }

    private HttpDirect direct(HttpServer server) {
        return servers.findDirect("127.0.0.1", server.port()).orElseThrow();
    }

    private HttpDirect.Response call(HttpHandler handler, String uri, byte[] body) throws Exception {
        return direct(open(100, LONG, LONG, handler)).call(request(uri, body), LONG);
    }

    private static String text(HttpDirect.Response response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void givesTheHandlerWhatASocketWould() throws Exception {
        HttpDirect.Response response = call(
                exchange -> exchange.respond(
                        201,
                        "text/plain",
                        bytes(String.join(
                                " ",
                                exchange.method(),
                                exchange.path(),
                                exchange.findQuery("q").orElse(""),
                                exchange.findHeader("content-type").orElse(""),
                                exchange.headers("none").toString(),
                                new String(exchange.body(), StandardCharsets.UTF_8)))),
                "/a%20b?q=1+2",
                bytes("body"));
        assertThat(response.status()).isEqualTo(201);
        assertThat(text(response)).isEqualTo("PUT /a b 1 2 text/x [] body");
    }

    @Test
    void gathersWhatIsStreamed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        HttpDirect.Response response = call(
                exchange -> {
                    HttpStream stream = exchange.stream(200, "text/plain");
                    stream.onClose(closed::countDown);
                    stream.write(bytes("one "));
                    stream.write(bytes("two"));
                    stream.close();
                },
                "/",
                new byte[0]);
        assertThat(text(response)).isEqualTo("one two");
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void answersForAHandlerThatFailsOrSaysNothing() throws Exception {
        assertThat(call(
                                exchange -> {
                                    throw new IllegalStateException("secret");
                                },
                                "/",
                                new byte[0])
                        .status())
                .isEqualTo(500);
        assertThat(call(exchange -> {}, "/", new byte[0]).status()).isEqualTo(204);
        assertThatThrownBy(() -> call(
                        exchange -> {
                            exchange.stream(200, "text/plain");
                            throw new IllegalStateException("late");
                        },
                        "/",
                        new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("test broke its answer off");
    }

    @Test
    void refusesWhatASocketWouldNotTake() throws Exception {
        HttpHandler never = exchange -> {
            throw new AssertionError("the handler was asked");
        };
        assertThat(call(never, "/", new byte[101]).status()).isEqualTo(413);
        assertThat(call(never, "/../x", new byte[0]).status()).isEqualTo(400);
    }

    @Test
    void theHandlerGoesOnWhenItsCallerIsInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        HttpDirect direct = direct(open(exchange -> {
            asked.countDown();
            goOn.await();
            done.countDown();
        }));
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                direct.call(request("/", new byte[0]), LONG);
            } catch (IOException | InterruptedException e) {
                thrown.set(e);
            }
        });
        asked.await();
        caller.interrupt();
        caller.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        goOn.countDown();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void givesUpAfterTheLimit() {
        CountDownLatch goOn = new CountDownLatch(1);
        HttpDirect direct = direct(open(exchange -> goOn.await()));
        assertThatThrownBy(() -> direct.call(request("/", new byte[0]), Duration.ofMillis(20)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no answer within");
        goOn.countDown();
    }

    @Test
    void endsWithTheServer() throws Exception {
        HttpServer server = open(exchange -> {});
        HttpDirect direct = direct(server);
        assertThat(servers.findDirect("127.0.0.1", server.port())).contains(direct);
        assertThat(servers.findDirect("127.0.0.2", server.port())).isEmpty();
        server.close();
        assertThat(servers.findDirect("127.0.0.1", server.port())).isEmpty();
        assertThatThrownBy(() -> direct.call(request("/", new byte[0]), LONG))
                .isInstanceOf(IOException.class)
                .hasMessage("test has been closed");
    }
}
