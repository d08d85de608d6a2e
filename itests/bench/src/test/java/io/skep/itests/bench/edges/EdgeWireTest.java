package io.skep.itests.bench.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeWireTest implements EdgeWire.Listener {

    private static final String OPEN = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    private final List<String> events = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new EdgeWire("GET / HTTP/1.1\r\n\r\n", this));

    @Override
    public void opened(ChannelHandlerContext context) {
        events.add("opened");
    }

    @Override
    public void refused(int status, Duration retryAfter) {
        events.add("refused " + status + " " + retryAfter.toSeconds());
    }

    @Override
    public void heard(byte[] text) {
        events.add(text.length > 20 ? "text of " + text.length : new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void closed(String reason) {
        events.add("closed: " + reason);
    }

    private void come(String ascii) {
        channel.writeInbound(Unpooled.copiedBuffer(ascii, StandardCharsets.ISO_8859_1));
    }

    private void come(int... bytes) {
        ByteBuf buffer = Unpooled.buffer();
        for (int value : bytes) {
            buffer.writeByte(value);
        }
        channel.writeInbound(buffer);
    }

    @Test
    void asksOnlyAfterTls() {
        assertThat(channel.outboundMessages()).isEmpty();
        channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
        ByteBuf request = channel.readOutbound();
        assertThat(request.toString(StandardCharsets.US_ASCII)).startsWith("GET / ");
        request.release();
    }

    @Test
    void tellsWhyTlsFailed() {
        channel.pipeline().fireUserEventTriggered(new SslHandshakeCompletionEvent(new IllegalStateException("no CA")));
        assertThat(events).containsExactly("closed: TLS: no CA");
    }

    @Test
    void readsAFrameThatComesWithTheUpgradeAndInPieces() {
        come(OPEN + "\u0081\u0003abc\u0081");
        come(2, 'd', 'e');
        assertThat(events).containsExactly("opened", "abc", "de");
    }

    @Test
    void joinsFragmentsEvenWithAnEmptyLastOne() {
        come(OPEN);
        come(0x01, 2, 'a', 'b', 0x00, 1, 'c', 0x80, 0, 0x82, 1, 'z');
        assertThat(events).containsExactly("opened", "abc", "z");
    }

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 65_535, 65_536})
    void readsEveryFormOfLength(int length) {
        come(OPEN);
        ByteBuf frame = Unpooled.buffer().writeByte(0x81);
        if (length < 126) {
            frame.writeByte(length);
        } else if (length < 65_536) {
            frame.writeByte(126).writeShort(length);
        } else {
            frame.writeByte(127).writeLong(length);
        }
        channel.writeInbound(frame.writeZero(length));
        assertThat(events).containsExactly("opened", "text of " + length);
    }

    @Test
    void closesAtAFrameThatIsTooLong() {
        come(OPEN);
        come(0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(channel.isOpen()).isFalse();
        assertThat(events).last().asString().contains("a frame of 4294967296 bytes");
    }

    @Test
    void answersAPing() {
        come(OPEN);
        come(0x89, 2, 'h', 'i');
        ByteBuf pong = channel.readOutbound();
        byte[] bytes = ByteBufUtil.getBytes(pong);
        pong.release();
        assertThat(HexFormat.of().formatHex(bytes, 0, 2)).isEqualTo("8a82");
        assertThat((char) (bytes[6] ^ bytes[2])).isEqualTo('h');
        assertThat((char) (bytes[7] ^ bytes[3])).isEqualTo('i');
    }

    @Test
    void tellsTheReasonOfAClose() {
        come(OPEN);
        come(0x88, 5, 3, 0xe8, 'b', 'y', 'e');
        assertThat(events).containsExactly("opened", "closed: closed by the cloud: bye");
    }

    @Test
    void readsWhenToComeAgain() {
        come("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno");
        assertThat(events).containsExactly("refused 503 7", "closed: answered 503");
    }

    @Test
    void aRefusalWithoutAdviceHasNone() {
        come("HTTP/1.1 403 Forbidden\r\n\r\n");
        assertThat(events).first().isEqualTo("refused 403 0");
    }
}
