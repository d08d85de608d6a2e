package io.skep.common.transport.spi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.skep.beehive.api.Message;
import io.skep.common.model.MessageCodec;
import java.io.IOException;

/** Messages as bytes. */
public final class Encoded {

    private static final int START_BYTES = 512;

    private Encoded() {}

    /**
     * The wire form of a message in a buffer of the caller's.
     *
     * @param head zero bytes before it, for what the lane puts there
     */
    public static ByteBuf of(Message message, int head, ByteBufAllocator buffers) {
        ByteBuf bytes = buffers.heapBuffer(START_BYTES).writeZero(head);
        boolean written = false;
        try (ByteBufOutputStream out = new ByteBufOutputStream(bytes)) {
            MessageCodec.write(message, out);
            written = true;
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException("content of " + message + " is not writable as JSON", e);
        } finally {
            if (!written) {
                bytes.release();
            }
        }
    }
}
