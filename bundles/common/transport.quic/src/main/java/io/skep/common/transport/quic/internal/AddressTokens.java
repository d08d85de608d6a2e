package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves a client's address before anything is kept for it (RFC 9000, 8.1.2): the first packet of a connection is answered with a token, and only who repeats it
 * from the same address within ten seconds is let on. A token is a time, an authentication code over time, address and connection id, and that connection id.
 */
final class AddressTokens implements QuicTokenHandler {

    private static final String ALGORITHM = "HmacSHA256";
    private static final long LIFE_MS = Duration.ofSeconds(10).toMillis();
    private static final int CODE_BYTES = 16;
    private static final int HEAD_BYTES = Long.BYTES + CODE_BYTES;

    private final SecretKeySpec key;
    private final InstantSource clock;
    private final BooleanSupplier room;

    /**
     * @param secret for this server alone, random
     * @param room false while no further handshake is begun; the client repeats its packet by itself
     */
    AddressTokens(byte[] secret, InstantSource clock, BooleanSupplier room) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.clock = clock;
        this.room = room;
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
        byte[] id = ByteBufUtil.getBytes(connectionId);
        long now = clock.millis();
        out.writeLong(now).writeBytes(code(now, id, address)).writeBytes(id);
        return true;
    }

    /** Where the connection id begins, or -1. */
    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int idBytes = token.readableBytes() - HEAD_BYTES;
        if (idBytes < 0 || idBytes > Quic.MAX_CONN_ID_LEN) {
            return -1;
        }
        byte[] bytes = ByteBufUtil.getBytes(token);
        long made = ByteBuffer.wrap(bytes).getLong();
        long age = clock.millis() - made;
        byte[] code = Arrays.copyOfRange(bytes, Long.BYTES, HEAD_BYTES);
        byte[] id = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
        boolean good = age >= 0 && age <= LIFE_MS && MessageDigest.isEqual(code, code(made, id, address));
        return good && room.getAsBoolean() ? HEAD_BYTES : -1;
    }

    @Override
    public int maxTokenLength() {
        return HEAD_BYTES + Quic.MAX_CONN_ID_LEN;
    }

    private byte[] code(long time, byte[] connectionId, InetSocketAddress address) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] host = address.getAddress().getAddress();
            mac.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Byte.BYTES)
                    .putLong(time)
                    .putInt(address.getPort())
                    .put((byte) host.length)
                    .array());
            mac.update(host);
            mac.update(connectionId);
            return Arrays.copyOf(mac.doFinal(), CODE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + ALGORITHM, e);
        }
    }
}
