package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/** Cuts the stream into frames: four bytes of length, most significant first, then so many bytes. Memory grows with what has come, not with what is announced. */
final class FrameDecoder extends ByteToMessageDecoder {

    static final int LENGTH_BYTES = 4;

    /** Below every length: what follows a frame that is too long means nothing. */
    private static final int BROKEN = -1;

    private int limit;

    /** @param limit a longer frame ends the link */
    FrameDecoder(int limit) {
        this.limit = limit;
    }

    /** From the next frame on; on the event loop. */
    void limit(int bytes) {
        limit = bytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        long length = in.getUnsignedInt(in.readerIndex());
        if (length > limit) {
            String fault = "the peer announced a frame of " + length + " bytes; " + limit + " are allowed";
            in.skipBytes(in.readableBytes());
            limit = BROKEN;
            throw new TooLongFrameException(fault);
        }
        if (in.readableBytes() - LENGTH_BYTES >= length) {
            in.skipBytes(LENGTH_BYTES);
            ByteBuf frame = context.alloc().heapBuffer((int) length);
            out.add(frame.writeBytes(in, (int) length));
        }
    }
}
