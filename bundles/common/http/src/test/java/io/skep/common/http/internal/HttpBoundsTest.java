package io.skep.common.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBoundsTest extends ServerFixture {

    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicInteger calls = new AtomicInteger();

    private HttpServer server() {
        return open(1000, LONG, LONG, exchange -> {
            calls.incrementAndGet();
            exchange.respond(200, "", exchange.body());
        });
    }

    private String answer(String request) throws Exception {
        try (RawClient client = new RawClient(server().port())) {
            return client.send(request).response();
        }
    }

    @Test
    void refusesALongBodyByItsAnnouncement() throws Exception {
        assertThat(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("connection: close");
    }

    @Test
    void refusesALongChunkedBodyAtTheBound() throws Exception {
        String chunk = "1f4\r\n" + "x".repeat(500) + "\r\n";
        assertThat(answer("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void takesABodyOfExactlyTheBound() throws Exception {
        assertThat(answer("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
                        + "y".repeat(1000)))
                .startsWith("HTTP/1.1 200")
                .endsWith("y".repeat(1000));
    }

    @Test
    void refusesALongLine() throws Exception {
        assertThat(answer("GET /" + "x".repeat(RequestDecoder.MAX_LINE) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(calls).hasValue(0);
    }

    @Test
    void refusesLongHeaders() throws Exception {
        String headers = ("X-A: " + "x".repeat(1000) + "\r\n").repeat(70);
        assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")).startsWith("HTTP/1.1 431");
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/..",
                "/%2e%2e/etc",
                "/a%2f..%2fb",
                "/a%00b",
                "/a%zz",
                "/%ff",
                "/a\\..\\b",
                "*",
                "host:443"
            })
    void refusesAPathThatLeadsAstray(String path) throws Exception {
        assertThat(answer("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 'GET / HTTP/1.1\r\n\r\n'",
        "400, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'",
        "400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'",
        "400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'",
        "400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n'",
        "400, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'",
        "501, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'",
        "400, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n'",
        "400, 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'",
        "417, 'POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n'",
        "505, 'GET / HTTP/1.7\r\nHost: a\r\n\r\n'",
        "400, 'garbage\r\n\r\n'"
    })
    void refusesAMalformedRequest(int status, String request) throws Exception {
        assertThat(answer(request)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void refusesAHeadThatComesSlowly() throws Exception {
        HttpServer server = open(1000, SHORT, LONG, exchange -> calls.incrementAndGet());
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET / HTTP/1.1\r\nHo").rest()).startsWith("HTTP/1.1 408");
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void closesAConnectionThatSaysNothing() throws Exception {
        HttpServer server = open(1000, SHORT, LONG, exchange -> {});
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void closesAnIdleConnection() throws Exception {
        HttpServer server = open(1000, LONG, SHORT, exchange -> {});
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head()).startsWith("HTTP/1.1 204");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusesABodyThatComesSlowly() throws Exception {
        HttpServer server = open(1000, LONG, SHORT, exchange -> exchange.respond(200, "", exchange.body()));
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nslow")
                            .rest())
                    .startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void closesConnectionsBeyondTheLimitAtOnce() throws Exception {
        HttpServer server = server();
        String request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        try (RawClient one = new RawClient(server.port());
                RawClient two = new RawClient(server.port());
                RawClient three = new RawClient(server.port())) {
            assertThat(one.send(request).head()).startsWith("HTTP/1.1 200");
            assertThat(two.send(request).head()).startsWith("HTTP/1.1 200");
            assertThat(three.send(request).head()).startsWith("HTTP/1.1 200");
            try (RawClient four = new RawClient(server.port())) {
                assertThat(four.isClosedByServer()).isTrue();
            }
        }
    }
}
