package io.skep.common.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpError;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpServerTest extends ServerFixture {

    private static void echo(HttpExchange exchange) {
        String text = exchange.method() + " " + exchange.path() + " " + exchange.query() + " "
                + exchange.findHeader("x-test").orElse("-") + " "
                + new String(exchange.body(), StandardCharsets.UTF_8);
        exchange.setHeader("X-Answer", "yes");
        exchange.respond(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void givesTheHandlerEverythingOfAGetWithABody() throws Exception {
        HttpServer server = open(HttpServerTest::echo);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/a%20b/c?x=1&x=2%2B+3&y"))
                    .header("X-Test", "value")
                    .method("GET", HttpRequest.BodyPublishers.ofString("body"))
                    .build();

            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("x-answer")).contains("yes");
            assertThat(response.body()).isEqualTo("GET /a b/c {x=[1, 2+ 3], y=[]} value body".replace("y=[]", "y=[]"));
        }
    }

    @Test
    void answers204WhenTheHandlerSaysNothing() throws Exception {
        HttpServer server = open(exchange -> {});
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head())
                    .startsWith("HTTP/1.1 204 No Content")
                    .doesNotContainIgnoringCase("content-length");
        }
    }

    @Test
    void answers500WithoutDetailsWhenTheHandlerFails() throws Exception {
        HttpServer server = open(exchange -> {
            throw new IllegalStateException("a secret");
        });
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").response())
                    .startsWith("HTTP/1.1 500")
                    .doesNotContain("secret");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        HttpServer server = open(HttpServerTest::echo);
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
                    + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthree\r\n0\r\n\r\n"
                    + "GET /4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(client.response()).endsWith("POST /1 {} - one");
            assertThat(client.response()).endsWith("GET /2 {} - ");
            assertThat(client.response()).endsWith("POST /3 {} - three");
            assertThat(client.response()).contains("connection: close").endsWith("GET /4 {} - ");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpServer server = open(exchange -> exchange.respond(200, "text/plain", new byte[100_000]));
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").head()).contains("content-length: 100000");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").response())
                    .hasSizeGreaterThan(100_000);
        }
    }

    @Test
    void closesAfterAnAnswerToHttp10() throws Exception {
        HttpServer server = open(HttpServerTest::echo);
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                            .rest())
                    .endsWith("GET /old {} - ");
        }
    }

    @Test
    void answersBeforeTheBodyCameAndGoesOnBehindAShortOne() throws Exception {
        HttpServer server = open(exchange -> exchange.respond(401, "", new byte[0]));
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 401").doesNotContain("connection: close");
            client.send("bodyGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void closesBehindALongBodyThatNobodyWanted() throws Exception {
        HttpServer server = open(exchange -> exchange.respond(401, "", new byte[0]));
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(200_000));
            assertThat(client.response()).startsWith("HTTP/1.1 401").contains("connection: close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void sends100ContinueOnlyWhenTheBodyIsWanted() throws Exception {
        HttpServer server = open(exchange -> {
            if (exchange.path().equals("/wanted")) {
                echo(exchange);
            } else {
                exchange.respond(403, "", new byte[0]);
            }
        });
        String head = " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send("PUT /wanted" + head).head()).startsWith("HTTP/1.1 100 Continue");
            assertThat(client.send("body").response()).endsWith("PUT /wanted {} - body");
            assertThat(client.send("PUT /not" + head).response())
                    .startsWith("HTTP/1.1 403")
                    .contains("connection: close");
        }
    }

    @Test
    void namesTheAddressThatIsInUse() {
        HttpServer first = open(exchange -> {});
        assertThatThrownBy(
                        () -> servers.open(HttpServerOptions.of("second", "127.0.0.1", first.port()), exchange -> {}))
                .isInstanceOfSatisfying(SkepException.class, e -> {
                    assertThat(e.code()).isEqualTo(HttpError.ADDRESS_UNAVAILABLE);
                    assertThat(e.code().code()).isEqualTo("SKEP-901");
                })
                .hasMessage("second could not listen on 127.0.0.1:" + first.port() + ": the address is in use.");
    }

    @Test
    void letsARequestUnderWayFinishWhenItCloses() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        HttpServer server = open(exchange -> {
            entered.countDown();
            closing.await(5, TimeUnit.SECONDS);
            echo(exchange);
        });
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /last HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            Thread closer = Thread.ofVirtual().start(server::close);
            closing.countDown();
            assertThat(client.rest()).endsWith("GET /last {} - ");
            closer.join();
            assertThatThrownBy(() -> new RawClient(server.port()).close()).isInstanceOf(Exception.class);
        }
    }
}
