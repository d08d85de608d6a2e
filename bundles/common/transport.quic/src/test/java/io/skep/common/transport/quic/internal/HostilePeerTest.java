package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkRefusedException;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePeerTest extends QuicFixture {

    private final Recorder cloud = new Recorder();
    private final Recorder edge = new Recorder();

    private static ByteBuf frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Unpooled.directBuffer().writeInt(bytes.length).writeBytes(bytes);
    }

    private static QuicStreamChannel greeted(RawEdge raw) throws Exception {
        QuicStreamChannel stream = raw.stream();
        stream.writeAndFlush(frame("{\"version\":1,\"node\":\"edge-1\",\"project\":\"p\"}"));
        assertThat(next(raw.received)).contains("\"status\":200");
        return stream;
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX + 1, Integer.MAX_VALUE, -1})
    void endsTheLinkOfAnEdgeThatAnnouncesAFrameAboveTheLimit(int length) throws Exception {
        LinkServer server = listen(cloud);
        try (RawEdge raw = new RawEdge(server.port())) {
            greeted(raw).writeAndFlush(Unpooled.directBuffer().writeInt(length));
            assertThat(next(cloud.disconnected))
                    .isEqualTo("the peer announced a frame of " + Integer.toUnsignedLong(length) + " bytes; " + MAX
                            + " are allowed");
            assertThat(next(raw.closed)).startsWith("2 the peer announced");
        }
    }

    @Test
    void endsTheLinkOfAnEdgeThatSendsNoMessage() throws Exception {
        LinkServer server = listen(cloud);
        try (RawEdge raw = new RawEdge(server.port())) {
            greeted(raw).writeAndFlush(frame("rubbish"));
            assertThat(next(cloud.disconnected)).startsWith("the peer sent what is no message");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "[]", "{\"version\":2,\"node\":\"edge-1\"}"})
    void answersAGreetingThatIsNoneWith400(String greeting) throws Exception {
        LinkServer server = listen(cloud);
        try (RawEdge raw = new RawEdge(server.port())) {
            raw.stream().writeAndFlush(frame(greeting));
            assertThat(next(raw.received)).contains("\"status\":400");
            assertThat(next(raw.closed)).startsWith("0");
        }
        assertThat(cloud.connected).isEmpty();
    }

    @Test
    void endsAConnectionWhoseGreetingIsTooLong() throws Exception {
        LinkServer server = listen(cloud);
        try (RawEdge raw = new RawEdge(server.port())) {
            raw.stream().writeAndFlush(frame("x".repeat(Greeting.MAX_BYTES + 1)));
            assertThat(next(raw.closed)).isEqualTo("2 the greeting was not understood");
        }
    }

    @Test
    void endsAConnectionThatSaysNothing() throws Exception {
        LinkServer server = listen(Duration.ofMillis(500), cloud);
        try (RawEdge raw = new RawEdge(server.port())) {
            assertThat(next(raw.closed)).isEqualTo("1 the edge said nothing in time");
        }
    }

    @Test
    void grantsOneStreamAndNoMore() throws Exception {
        LinkServer server = listen(cloud);
        try (RawEdge raw = new RawEdge(server.port())) {
            greeted(raw);
            assertThatThrownBy(raw::stream).hasMessageContaining("STREAM_LIMIT");
            assertThatThrownBy(() -> raw.stream(QuicStreamType.UNIDIRECTIONAL)).hasMessageContaining("STREAM_LIMIT");
        }
    }

    @Test
    void refusesMoreConnectionsThanAreAllowed() throws Exception {
        LinkLimits limits = new LinkLimits(MAX, LONG, 1, 0, 10, MAX);
        LinkServer server = links.listen(new LinkServerOptions("127.0.0.1", 0, SERVER_KEYS, trust(), limits), cloud);
        links.connect(to(server.port()), edge);
        assertThatThrownBy(() -> links.connect(to(server.port()), edge))
                .isInstanceOfSatisfying(
                        LinkRefusedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(503))
                .hasMessageContaining("it takes no more connections now");
    }

    @Test
    void takesLinksWhileItIsSwampedWithRubbish() throws Exception {
        LinkServer server = listen(cloud);
        Random random = new Random(4);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 2000; i++) {
                byte[] rubbish = new byte[random.nextInt(1400)];
                random.nextBytes(rubbish);
                if (rubbish.length > 5 && i % 2 == 0) {
                    rubbish[0] = (byte) 0xc3;
                    System.arraycopy(new byte[] {0, 0, 0, 1}, 0, rubbish, 1, 4);
                }
                socket.send(
                        new DatagramPacket(rubbish, rubbish.length, InetAddress.getByName("127.0.0.1"), server.port()));
            }
        }
        links.connect(to(server.port()), edge);
        assertThat(next(cloud.connected).nodeId()).isEqualTo("edge-1");
    }

    @Test
    void tellsAKubeEdgeEdgeThatItSpeaksAnotherQuic() throws Exception {
        LinkServer server = listen(cloud);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            byte[] hello = new byte[1200];
            System.arraycopy(new byte[] {0x0d, 1, 2, 3, 4, 5, 6, 7, 8, 'Q', '0', '4', '3', 1}, 0, hello, 0, 14);
            socket.send(new DatagramPacket(hello, hello.length, InetAddress.getByName("127.0.0.1"), server.port()));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            assertThat(answer.getLength()).isEqualTo(13);
            assertThat(answer.getData()).startsWith(9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 1);
        }
    }

    @Test
    void saysThatASilentServerMayBeAKubeEdgeCloud() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            LinkClientOptions plain = to(silent.getLocalPort());
            LinkClientOptions hasty = new LinkClientOptions(
                    plain.server(),
                    "p",
                    "edge-1",
                    plain.keys(),
                    plain.servers(),
                    MAX,
                    Duration.ofMillis(500),
                    LONG,
                    Duration.ZERO);
            assertThatThrownBy(() -> links.connect(hasty, edge))
                    .hasMessageContaining("nothing that speaks skep/1 answered within 0 s (a KubeEdge cloud does not");
        }
    }
}
