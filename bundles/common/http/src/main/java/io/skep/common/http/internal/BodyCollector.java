package io.skep.common.http.internal;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Gathers a body up to a bound, growing with what really comes. Fed on the event loop, awaited by the handler. */
final class BodyCollector {

    private static final int START = 8 * 1024;

    private final int max;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private byte[] bytes;
    private int length;

    BodyCollector(int max, long announced) {
        this.max = max;
        this.bytes = new byte[Math.clamp(announced, 0, START)];
    }

    CompletableFuture<byte[]> whole() {
        return whole;
    }

    /** False when the bound is passed; the collector is finished then. */
    boolean add(ByteBuf piece) {
        int size = piece.readableBytes();
        if (size > max - length) {
            bytes = new byte[0];
            whole.completeExceptionally(tooLong(max));
            return false;
        }
        if (size > bytes.length - length) {
            int grown = (int) Math.min(max, Math.max(2L * bytes.length, (long) length + size));
            bytes = Arrays.copyOf(bytes, grown);
        }
        piece.readBytes(bytes, length, size);
        length += size;
        return true;
    }

    void end() {
        whole.complete(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
    }

    static RejectedRequest tooLong(int max) {
        return new RejectedRequest(413, "the body is longer than " + max + " bytes");
    }
}
