package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import io.skep.common.transport.Link;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire as Go's edges use it, byte by byte. */
class WireTest extends WebSocketFixture {

    private static final Path RECORDINGS = Path.of("../../../itests/src/test/resources/wire");
    private static final String KEEPALIVE = "{\"header\":{\"msg_id\":\"11111111-2222-4333-8444-555555555555\","
            + "\"timestamp\":1697189638000},\"route\":{\"source\":\"websocket\",\"group\":\"resource\","
            + "\"operation\":\"keepalive\",\"resource\":\"node\"},\"content\":\"ping\"}\n";

    private final Recorder cloud = new Recorder();

    private static String json(String operation, String content) {
        return "{\"header\":{\"msg_id\":\"m-1\",\"timestamp\":1},\"route\":{\"source\":\"s\",\"operation\":\""
                + operation + "\",\"resource\":\"r\"},\"content\":\"" + content + "\"}\n";
    }

    @Test
    void acceptsTheHandshakeOfAGoEdge() throws Exception {
        try (RawPeer peer = new RawPeer(listen(cloud).port(), nodeKeys("edge-1"))) {
            String answer = peer.upgrade("/project/edge-1/events", RawPeer.GO_HEADERS);
            assertThat(answer)
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .containsIgnoringCase("sec-websocket-accept: pKhgkBnVZhnKrYDei3LNXq2jtUg=")
                    .doesNotContainIgnoringCase("skep-channel")
                    .doesNotContainIgnoringCase("sec-websocket-extensions");
            Link link = next(cloud.connected);
            assertThat(link.skepPeer()).isFalse();
            assertThat(link.nodeId()).isEqualTo("edge-1");
        }
    }

    @Test
    void takesAnyPathAnyLetterCaseAndTheFirstOfRepeatedHeaders() throws Exception {
        try (RawPeer peer = new RawPeer(listen(cloud).port(), nodeKeys("edge-1"))) {
            assertThat(peer.upgrade(
                            "/", "NODE_ID: edge-9\r\nconnectionuse: msg\r\nConnectionUse: str\r\nnode_id: x\r\n"))
                    .startsWith("HTTP/1.1 101");
            Link link = next(cloud.connected);
            assertThat(link.nodeId()).isEqualTo("edge-9");
            assertThat(link.projectId()).isEmpty();
        }
    }

    @Test
    void refusesAForeignOriginAndTakesItsOwn() throws Exception {
        int port = listen(cloud).port();
        try (RawPeer peer = new RawPeer(port, nodeKeys("edge-1"))) {
            assertThat(peer.upgrade("/", RawPeer.GO_HEADERS + "Origin: http://evil.example\r\n"))
                    .startsWith("HTTP/1.1 403 Forbidden");
            assertThat(peer.isClosedByServer()).isTrue();
        }
        try (RawPeer peer = new RawPeer(port, nodeKeys("edge-1"))) {
            assertThat(peer.upgrade("/", RawPeer.GO_HEADERS + "Origin: https://127.0.0.1\r\n"))
                    .startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void refusesWhatIsNoUpgrade() throws Exception {
        try (RawPeer peer = new RawPeer(listen(cloud).port(), nodeKeys("edge-1"))) {
            peer.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.isClosedByServer()).isTrue();
        }
        assertThat(cloud.connected).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Node_id: edge-1\r\n", "Node_id: edge-1\r\nConnectionUse: str\r\n"})
    void readsNothingFromAPeerThatNamesNoUseAndClosesItInTime(String headers) throws Exception {
        int port = listen(Duration.ofMillis(700), cloud).port();
        try (RawPeer peer = new RawPeer(port, nodeKeys("edge-1"))) {
            assertThat(peer.upgrade("/", headers)).startsWith("HTTP/1.1 101");
            peer.text(KEEPALIVE);
            assertThat(peer.isClosedByServer()).isTrue();
        }
        assertThat(cloud.connected).isEmpty();
    }

    @Test
    void closesAPeerThatNeverAsksForTheUpgrade() throws Exception {
        int port = listen(Duration.ofMillis(300), cloud).port();
        try (RawPeer peer = new RawPeer(port, nodeKeys("edge-1"))) {
            assertThat(peer.isClosedByServer()).isTrue();
        }
    }

    @Test
    void readsFramesThatCameWithTheHandshake() throws Exception {
        try (RawPeer peer = new RawPeer(listen(cloud).port(), nodeKeys("edge-1"))) {
            assertThat(peer.upgrade("/", RawPeer.GO_HEADERS)).startsWith("HTTP/1.1 101");
            peer.text(KEEPALIVE);
            assertThat(next(cloud.received))
                    .isEqualTo(new Message(
                            "11111111-2222-4333-8444-555555555555",
                            "",
                            1697189638000L,
                            "",
                            false,
                            "websocket",
                            "resource",
                            "keepalive",
                            "node",
                            "ping"));
        }
    }

    @Test
    void putsFragmentsTogether() throws Exception {
        byte[] message = json("update", "ü".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
        try (RawPeer peer = RawPeer.upgraded(listen(cloud).port())) {
            for (int size : new int[] {4096, 4082, 1000, message.length}) {
                for (int from = 0; from < message.length; from += size) {
                    int to = Math.min(message.length, from + size);
                    peer.frame(false, from == 0 ? 1 : 0, Arrays.copyOfRange(message, from, to));
                }
                peer.frame(true, 9, new byte[] {'p'});
                peer.frame(true, 0, new byte[0]);
                assertThat(peer.read()).isEqualTo("10 p");
                assertThat(next(cloud.received).content()).isEqualTo("ü".repeat(60_000));
            }
            peer.frame(true, 2, KEEPALIVE.getBytes(StandardCharsets.UTF_8));
            assertThat(next(cloud.received).operation()).isEqualTo("keepalive");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "ping", "pong"})
    void answersViaductsOwnOperationsItself(String operation) throws Exception {
        try (RawPeer peer = RawPeer.upgraded(listen(cloud).port())) {
            peer.text(json(operation, ""));
            JsonNode answer = Json.parse(peer.read().substring(2));
            assertThat(answer.at("/header/parent_msg_id").textValue()).isEqualTo("m-1");
            assertThat(answer.at("/route/operation").textValue()).isEqualTo("response");
            assertThat(answer.path("content").textValue()).isEqualTo("ack");
        }
        next(cloud.disconnected);
        assertThat(cloud.received).isEmpty();
    }

    @Test
    void bearsTheEmptyMessageOfAGoEdgeThatStops() throws Exception {
        try (RawPeer peer = RawPeer.upgraded(listen(cloud).port())) {
            peer.text("{\"header\":{\"msg_id\":\"\",\"timestamp\":0},\"route\":{},\"content\":null}\n");
            peer.text("{}");
        }
        assertThat(next(cloud.received).id()).isEmpty();
        assertThat(next(cloud.received).operation()).isEmpty();
        assertThat(next(cloud.disconnected)).isEqualTo("the connection was closed by the peer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "NaN",
                "{\"header\":{\"timestamp\":1e999}}",
                "{\"header\":{\"timestamp\":\"x\"}}",
                "{\"content\":NaN}",
                "{\"content\":\"\\ud800",
                "no json",
                "",
                "[]",
                "{\"header\":",
                "{\"header\":7}",
                "{\"route\":{\"operation\":7}}"
            })
    void closesTheLinkOfAPeerThatSendsNoMessage(String text) throws Exception {
        try (RawPeer peer = RawPeer.upgraded(listen(cloud).port())) {
            peer.text(text);
            assertThat(next(cloud.disconnected)).startsWith("the peer sent what is no message");
            assertThat(peer.isClosedByServer()).isTrue();
        }
    }

    @Test
    void closesTheLinkOfAPeerThatNestsTooDeep() throws Exception {
        try (RawPeer peer = RawPeer.upgraded(listen(cloud).port())) {
            peer.text("{\"content\":" + "[".repeat(100_000));
            assertThat(next(cloud.disconnected)).startsWith("the peer sent what is no message");
        }
    }

    @Test
    void boundsAMessageInOneFrameAndInMany() throws Exception {
        int port = listen(cloud).port();
        try (RawPeer peer = RawPeer.upgraded(port)) {
            peer.write(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1, 1, 2, 3, 4});
            assertThat(next(cloud.disconnected)).contains("Max frame length of " + MAX);
        }
        try (RawPeer peer = RawPeer.upgraded(port)) {
            peer.frame(false, 1, new byte[MAX - 1]);
            peer.frame(true, 0, new byte[2]);
            assertThat(next(cloud.disconnected)).isEqualTo("the peer sent a message of more than " + MAX + " bytes");
        }
    }

    @Test
    void closesTheLinkOnFramesThatBreakTheProtocol() throws Exception {
        int port = listen(cloud).port();
        try (RawPeer peer = RawPeer.upgraded(port)) {
            peer.write(new byte[] {(byte) 0x81, 2, '{', '}'});
            assertThat(next(cloud.disconnected)).contains("not masked");
        }
        try (RawPeer peer = RawPeer.upgraded(port)) {
            peer.frame(true, 0, new byte[1]);
            assertThat(next(cloud.disconnected)).isNotEmpty();
        }
    }

    @Test
    void carriesEveryRecordedMessageUnchanged() throws Exception {
        List<String> recorded = recordedMessages();
        assertThat(recorded).hasSizeGreaterThan(1000);
        try (RawPeer peer = RawPeer.upgraded(listen(cloud).port())) {
            for (String text : recorded) {
                peer.text(text);
                Message message = cloud.received.poll(10, TimeUnit.SECONDS);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                MessageCodec.write(message, out);
                assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("}\n");
                assertThat(Json.parse(out.toByteArray())).isEqualTo(Json.parse(text));
            }
        }
    }

    private static List<String> recordedMessages() throws IOException {
        List<String> messages = new ArrayList<>();
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode entry = Json.parse(line);
                    if (entry.path("kind").asText().equals("ws-text")
                            && entry.path("port").asText().equals("ws")
                            && !entry.has("client")) {
                        messages.add(entry.path("raw").textValue());
                    }
                }
            }
        }
        return messages;
    }
}
