package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.util.ArrayList;
import java.util.List;

/** The frames of a QUIC link, without QUIC: bytes of the stream go in, frames come out. */
public final class QuicDoor implements AutoCloseable {

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<byte[]> frames = new ArrayList<>();
    private boolean broken;

    public QuicDoor(int limit) {
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(new FrameDecoder(limit));
    }

    /** What the stream brings at once; nothing more is read of one that broke the rules. */
    public void write(byte[] bytes) {
        if (broken) {
            return;
        }
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        } catch (TooLongFrameException e) {
            broken = true;
        }
        for (ByteBuf frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(ByteBufUtil.getBytes(frame));
            frame.release();
        }
    }

    public List<byte[]> frames() {
        return frames;
    }

    public boolean isBroken() {
        return broken;
    }

    /** Bytes that are still held. */
    public long held() {
        return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        try {
            channel.finishAndReleaseAll();
        } catch (TooLongFrameException e) {
            broken = true;
        }
    }
}
