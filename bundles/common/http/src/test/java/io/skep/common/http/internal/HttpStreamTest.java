package io.skep.common.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpStream;
import io.skep.common.http.HttpUpgrade;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpStreamTest extends ServerFixture {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void sendsEachPieceAtOnce() throws Exception {
        BlockingQueue<String> pieces = new ArrayBlockingQueue<>(4);
        HttpServer server = open(exchange -> {
            try (HttpStream stream = exchange.stream(200, "application/json")) {
                for (String piece = pieces.take(); !piece.equals("end"); piece = pieces.take()) {
                    stream.write(piece.getBytes(StandardCharsets.UTF_8));
                }
            }
        });
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send(GET).head()).contains("transfer-encoding: chunked");
            pieces.add("first");
            assertThat(client.read(10)).isEqualTo("5\r\nfirst\r\n");
            pieces.add("second");
            assertThat(client.read(11)).isEqualTo("6\r\nsecond\r\n");
            pieces.add("end");
            assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
            pieces.add("end");
            assertThat(client.send(GET).head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void outlivesItsHandlerAndClosesWithTheConnectionForHttp10() throws Exception {
        CompletableFuture<HttpStream> opened = new CompletableFuture<>();
        HttpServer server = open(exchange -> opened.complete(exchange.stream(200, "text/plain")));
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            HttpStream stream = opened.get(5, TimeUnit.SECONDS);
            stream.write("plain".getBytes(StandardCharsets.UTF_8));
            stream.close();
            assertThat(client.rest()).endsWith("\r\n\r\nplain");
        }
    }

    @Test
    void tellsAStreamThatWaitsThatItsClientIsGone() throws Exception {
        CompletableFuture<String> closed = new CompletableFuture<>();
        CompletableFuture<HttpStream> opened = new CompletableFuture<>();
        HttpServer server = open(exchange -> {
            HttpStream stream = exchange.stream(200, "text/plain");
            stream.onClose(() -> closed.complete("closed"));
            opened.complete(stream);
        });
        try (RawClient client = new RawClient(server.port())) {
            client.send(GET).head();
        }
        assertThat(closed.get(5, TimeUnit.SECONDS)).isEqualTo("closed");
        assertThat(opened.get().isOpen()).isFalse();
        CompletableFuture<String> late = new CompletableFuture<>();
        opened.get().onClose(() -> late.complete("at once"));
        assertThat(late.get(5, TimeUnit.SECONDS)).isEqualTo("at once");
    }

    @Test
    void blocksTheWriterWhileTheClientDoesNotReadAndFailsItWhenTheClientGoes() throws Exception {
        CompletableFuture<Long> written = new CompletableFuture<>();
        CompletableFuture<String> stuck = new CompletableFuture<>();
        HttpServer server = open(exchange -> {
            HttpStream stream = exchange.stream(200, "text/plain");
            Thread writer = Thread.currentThread();
            Thread.ofVirtual().start(() -> {
                while (writer.getState() != Thread.State.WAITING && writer.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                stuck.complete("stuck");
            });
            long bytes = 0;
            try {
                while (true) {
                    stream.write(new byte[32 * 1024]);
                    bytes += 32 * 1024;
                }
            } catch (IOException e) {
                written.complete(bytes);
            }
        });
        try (RawClient client = new RawClient(server.port())) {
            client.send(GET).head();
            assertThat(stuck.get(5, TimeUnit.SECONDS)).isEqualTo("stuck");
            assertThat(written).isNotDone();
        }
        assertThat(written.get(5, TimeUnit.SECONDS)).isLessThan(64L * 1024 * 1024);
    }

    @Test
    void disconnectsAClientThatNeverReads() throws Exception {
        CompletableFuture<String> failure = new CompletableFuture<>();
        HttpServer server = open(1000, LONG, Duration.ofMillis(300), exchange -> {
            HttpStream stream = exchange.stream(200, "text/plain");
            try {
                while (true) {
                    stream.write(new byte[32 * 1024]);
                }
            } catch (IOException e) {
                failure.complete(e.getMessage());
            }
        });
        try (RawClient client = new RawClient(server.port())) {
            client.send(GET);
            assertThat(failure.get(5, TimeUnit.SECONDS)).isEqualTo("the client does not read");
        }
    }

    @Test
    void disconnectsAClientThatAsksAndNeverReads() throws Exception {
        HttpServerOptions single =
                new HttpServerOptions("test", "127.0.0.1", 0, Optional.empty(), 1000, LONG, Duration.ofMillis(300), 1);
        HttpServer server = servers.open(single, exchange -> exchange.respond(200, "", new byte[60_000]));
        try (RawClient deaf = new RawClient(server.port())) {
            deaf.send(GET).response();
            deaf.send(GET.repeat(1000));
            String answer = "";
            for (long end = System.nanoTime() + 10_000_000_000L; answer.isEmpty() && System.nanoTime() < end; ) {
                answer = tryAnother(server.port());
            }
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    private static String tryAnother(int port) {
        try (RawClient another = new RawClient(port)) {
            return another.send(GET).head();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void sendsALongAnswerWhole() throws Exception {
        byte[] body = new byte[3_000_000];
        java.util.Arrays.fill(body, (byte) 'z');
        HttpServer server = open(exchange -> exchange.respond(200, "text/plain", body));
        try (RawClient client = new RawClient(server.port())) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(GET).response())
                        .hasSizeGreaterThan(3_000_000)
                        .endsWith("zzz");
            }
        }
    }

    @Test
    void handsTheConnectionOverWithWhatWasSentEarly() throws Exception {
        HttpServer server = open(exchange -> {
            try (HttpUpgrade raw = exchange.upgrade("echo")) {
                byte[] five = raw.input().readNBytes(5);
                raw.output().write(five);
                raw.input().transferTo(raw.output());
            }
        });
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly");
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 Switching Protocols")
                    .contains("upgrade: echo");
            assertThat(client.read(5)).isEqualTo("early");
            assertThat(client.send("GET later").read(9)).isEqualTo("GET later");
        }
    }

    @Test
    void keepsMegabytesInOrderBothWaysAfterAnUpgrade() throws Exception {
        HttpServer server = open(exchange -> {
            HttpUpgrade raw = exchange.upgrade("echo");
            raw.input().transferTo(raw.output());
        });
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
                    .head();
            String text = "0123456789".repeat(300_000);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(text);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(client.read(text.length())).isEqualTo(text);
            sender.join();
        }
    }
}
