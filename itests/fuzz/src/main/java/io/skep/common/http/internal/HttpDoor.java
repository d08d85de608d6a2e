package io.skep.common.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** The reading half of a server's connection, without a socket: bytes go in, requests that a handler would see come out. */
public final class HttpDoor implements AutoCloseable {

    private final RequestDecoder decoder = new RequestDecoder();
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> paths = new ArrayList<>();
    private long bodies;

    public HttpDoor() {
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(decoder);
    }

    /** What a client writes, in one read of the socket; goes on from request to request as if each were answered at once. */
    public void write(byte[] bytes) throws Exception {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            take(part);
            if (channel.inboundMessages().isEmpty()) {
                decoder.resume();
            }
        }
    }

    private void take(Object part) {
        try {
            if (part instanceof HttpRequest request) {
                head(request);
            }
            if (part instanceof HttpContent content) {
                bodies += content.content().readableBytes();
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void head(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            decoder.discard();
            return;
        }
        try {
            HeadRules.check(request);
            paths.add(RequestTarget.parse(request.uri()).path());
            HttpUtil.getContentLength(request, 0L);
        } catch (RejectedRequest | IllegalArgumentException e) {
            decoder.discard();
        }
    }

    /** The paths of all requests that were taken. */
    public List<String> paths() {
        return paths;
    }

    /** Bytes of all bodies together. */
    public long bodies() {
        return bodies;
    }

    /** Bytes that are still held. */
    public long held() {
        return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        channel.checkException();
    }
}
