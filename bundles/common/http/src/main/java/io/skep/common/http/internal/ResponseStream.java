package io.skep.common.http.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.skep.common.http.HttpStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The body of an answer while it is being sent. */
final class ResponseStream implements HttpStream {

    private final Exchange exchange;
    private final ChannelHandlerContext context;
    private final WriteGate gate;
    private final boolean keep;
    private final boolean headOnly;
    private final List<Runnable> onClose = new ArrayList<>(1);
    private volatile boolean open = true;

    /** @param headOnly the request was HEAD: pieces are accepted and not sent */
    ResponseStream(Exchange exchange, ChannelHandlerContext context, WriteGate gate, boolean keep, boolean headOnly) {
        this.exchange = exchange;
        this.context = context;
        this.gate = gate;
        this.keep = keep;
        this.headOnly = headOnly;
    }

    @Override
    public void write(byte[] piece) throws IOException {
        gate.await();
        if (!open) {
            throw new IOException("the stream is closed");
        }
        if (piece.length > 0 && !headOnly) {
            context.writeAndFlush(new DefaultHttpContent(Exchange.copy(context, piece)));
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void onClose(Runnable action) {
        synchronized (onClose) {
            if (open) {
                onClose.add(action);
                return;
            }
        }
        Thread.ofVirtual().name("http-stream-closed").start(action);
    }

    @Override
    public void close() {
        if (end()) {
            exchange.finish(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keep);
        }
    }

    /** The client is gone. */
    void gone() {
        end();
    }

    private boolean end() {
        List<Runnable> actions;
        synchronized (onClose) {
            if (!open) {
                return false;
            }
            open = false;
            actions = List.copyOf(onClose);
        }
        for (Runnable action : actions) {
            Thread.ofVirtual().name("http-stream-closed").start(action);
        }
        return true;
    }
}
