package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AddressTokensTest {

    private static final InetSocketAddress EDGE = new InetSocketAddress("10.0.0.1", 4711);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final AtomicBoolean room = new AtomicBoolean(true);
    private final AddressTokens tokens = new AddressTokens(new byte[] {1, 2, 3}, clock, room::get);

    private ByteBuf token() {
        ByteBuf out = Unpooled.buffer();
        assertThat(tokens.writeToken(out, Unpooled.wrappedBuffer(new byte[] {9, 8, 7, 6}), EDGE))
                .isTrue();
        return out;
    }

    private int validate(ByteBuf token) {
        return tokens.validateToken(token, EDGE);
    }

    @Test
    void findsTheConnectionIdInItsOwnToken() {
        ByteBuf token = token();
        int at = validate(token);
        assertThat(ByteBufUtil.hexDump(token, at, token.readableBytes() - at)).isEqualTo("09080706");
        assertThat(token.readableBytes()).isLessThanOrEqualTo(tokens.maxTokenLength());
    }

    @Test
    void refusesAnotherAddressAndAnotherPort() {
        assertThat(tokens.validateToken(token(), new InetSocketAddress("10.0.0.2", 4711)))
                .isEqualTo(-1);
        assertThat(tokens.validateToken(token(), new InetSocketAddress("10.0.0.1", 4712)))
                .isEqualTo(-1);
    }

    @Test
    void refusesATokenAfterTenSecondsAndOneOfTheFuture() {
        ByteBuf token = token();
        now.set(now.get().plusSeconds(10));
        assertThat(validate(token)).isPositive();
        now.set(now.get().plusMillis(1));
        assertThat(validate(token)).isEqualTo(-1);
        now.set(now.get().minusSeconds(60));
        assertThat(validate(token)).isEqualTo(-1);
    }

    @Test
    void refusesAForgedTokenWhateverByteIsChanged() {
        for (int i = 0; i < token().readableBytes(); i++) {
            ByteBuf token = token();
            token.setByte(i, token.getByte(i) ^ 1);
            assertThat(validate(token)).as("byte %d", i).isEqualTo(-1);
        }
        AddressTokens others = new AddressTokens(new byte[] {1, 2, 4}, clock, room::get);
        assertThat(others.validateToken(token(), EDGE)).isEqualTo(-1);
    }

    @Test
    void refusesTokensOfAnImpossibleLength() {
        assertThat(validate(Unpooled.EMPTY_BUFFER)).isEqualTo(-1);
        assertThat(validate(Unpooled.buffer(23).writeZero(23))).isEqualTo(-1);
        assertThat(validate(Unpooled.buffer(300).writeZero(300))).isEqualTo(-1);
    }

    @Test
    void letsNobodyOnWhileThereIsNoRoom() {
        room.set(false);
        assertThat(validate(token())).isEqualTo(-1);
        room.set(true);
        assertThat(validate(token())).isPositive();
    }
}
