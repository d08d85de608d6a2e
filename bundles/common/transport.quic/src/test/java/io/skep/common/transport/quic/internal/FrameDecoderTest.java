package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

    private final FrameDecoder decoder = new FrameDecoder(10);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf frame(String text) {
        return Unpooled.buffer().writeInt(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String next() {
        ByteBuf frame = channel.readInbound();
        if (frame == null) {
            return null;
        }
        try {
            return frame.toString(StandardCharsets.US_ASCII);
        } finally {
            frame.release();
        }
    }

    @Test
    void cutsFramesThatComeTogetherAndJoinsThoseThatComeByteByByte() {
        ByteBuf all = Unpooled.wrappedBuffer(frame("one"), frame(""), frame("0123456789"));
        channel.writeInbound(all.copy());
        assertThat(next()).isEqualTo("one");
        assertThat(next()).isEmpty();
        assertThat(next()).isEqualTo("0123456789");
        while (all.isReadable()) {
            channel.writeInbound(Unpooled.buffer(1).writeByte(all.readByte()));
        }
        all.release();
        assertThat(next()).isEqualTo("one");
        assertThat(next()).isEmpty();
        assertThat(next()).isEqualTo("0123456789");
        assertThat(next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void refusesALengthAboveTheLimitBeforeAnythingFollows(int length) {
        ByteBuf head = Unpooled.buffer().writeInt(length);
        assertThatThrownBy(() -> channel.writeInbound(head))
                .isInstanceOf(TooLongFrameException.class)
                .hasMessage(
                        "the peer announced a frame of " + Integer.toUnsignedLong(length) + " bytes; 10 are allowed");
    }

    @Test
    void takesANewLimitFromTheNextFrameOn() {
        channel.writeInbound(frame("first"));
        decoder.limit(12);
        channel.writeInbound(frame("twelve bytes"));
        assertThat(next()).isEqualTo("first");
        assertThat(next()).isEqualTo("twelve bytes");
    }
}
