package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first packet of Google QUIC. Up to Q043 it has a public header of its own: a byte of flags, eight bytes of connection id, four of version. Q044 has the long
 * header of the drafts of its time: a byte of type, the version, one byte with the lengths of both connection ids.
 *
 * @param version {@code Q039} for example
 * @param longHeader as from Q044 on
 * @param connectionId that the client chose for the server
 */
record GooglePacket(String version, boolean longHeader, byte[] connectionId) {

    private static final int LONG_HEADER = 0x80;
    private static final int FIXED_BIT = 0x40;
    private static final int VERSION_FLAG = 0x01;
    private static final int RESET_FLAG = 0x02;
    private static final int CONNECTION_ID_FLAG = 0x08;
    private static final int ID_BYTES = 8;
    private static final int HEAD_BYTES = 1 + ID_BYTES + Integer.BYTES;
    private static final int ID_OF_8_AND_NONE = 0x50;
    private static final int NONE_AND_ID_OF_8 = 0x05;
    private static final int RFC_9000 = 1;

    /** Empty when it is anything else. Reads nothing off. */
    static Optional<GooglePacket> parse(ByteBuf packet) {
        int start = packet.readerIndex();
        if (packet.readableBytes() < HEAD_BYTES + 1) {
            return Optional.empty();
        }
        int first = packet.getUnsignedByte(start);
        if ((first & LONG_HEADER) != 0) {
            return packet.getUnsignedByte(start + 1 + Integer.BYTES) == ID_OF_8_AND_NONE
                    ? read(packet, start + 1, start + 2 + Integer.BYTES, true)
                    : Optional.empty();
        }
        boolean open = (first & FIXED_BIT) == 0
                && (first & VERSION_FLAG) != 0
                && (first & RESET_FLAG) == 0
                && (first & CONNECTION_ID_FLAG) != 0;
        return open ? read(packet, start + 1 + ID_BYTES, start + 1, false) : Optional.empty();
    }

    private static Optional<GooglePacket> read(ByteBuf packet, int version, int id, boolean longHeader) {
        String text = packet.toString(version, Integer.BYTES, StandardCharsets.US_ASCII);
        return text.matches("[QT][0-9]{3}")
                ? Optional.of(new GooglePacket(text, longHeader, ByteBufUtil.getBytes(packet, id, ID_BYTES)))
                : Optional.empty();
    }

    /** The version negotiation packet that answers it; shorter than any question. */
    ByteBuf refusal(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(2 * HEAD_BYTES);
        if (longHeader) {
            out.writeByte(LONG_HEADER | FIXED_BIT).writeInt(0).writeByte(NONE_AND_ID_OF_8);
        } else {
            out.writeByte(VERSION_FLAG | CONNECTION_ID_FLAG);
        }
        return out.writeBytes(connectionId).writeInt(RFC_9000);
    }
}
