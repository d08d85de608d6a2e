package io.skep.common.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Decodes one request at a time: it pauses behind a head, until the body is wanted, and behind a body, until the answer is done. What arrives
 * meanwhile stays undecoded, up to a bound beyond which the socket is not read. Used on its event loop only.
 */
final class RequestDecoder extends HttpRequestDecoder {

    static final int MAX_LINE = 8 * 1024;
    static final int MAX_HEADERS = 64 * 1024;
    private static final int MAX_WAITING = 64 * 1024;
    private static final int MAX_PIECE = 16 * 1024;

    private boolean paused;
    private boolean discarding;
    private ChannelHandlerContext context;

    RequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(MAX_PIECE)
                .setAllowDuplicateContentLengths(false));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        this.context = context;
        super.handlerAdded(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (discarding) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            context.fireUserEventTriggered(ConnectionEvent.BYTES);
        }
        super.channelRead(context, message);
        if (paused && actualReadableBytes() > MAX_WAITING) {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (paused) {
            return;
        }
        super.decode(context, in, out);
        if (!out.isEmpty()) {
            Object last = out.getLast();
            paused = last instanceof HttpRequest || last instanceof LastHttpContent;
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }

    /** Goes on decoding. */
    void resume() throws Exception {
        if (!paused || discarding || context.isRemoved()) {
            return;
        }
        paused = false;
        context.channel().config().setAutoRead(true);
        super.channelRead(context, Unpooled.EMPTY_BUFFER);
    }

    /** Throws away whatever still comes. */
    void discard() {
        discarding = true;
        context.channel().config().setAutoRead(true);
    }

    /** True when part of a request waits for the rest. */
    boolean holdsBytes() {
        return actualReadableBytes() > 0;
    }
}
