package io.skep.common.transport.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Flushes once behind all the writes that wait at that moment, instead of once for each. */
final class FlushSoon extends ChannelOutboundHandlerAdapter {

    private boolean planned;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (!planned) {
            planned = true;
            context.executor().execute(() -> flushNow(context));
        }
    }

    private void flushNow(ChannelHandlerContext context) {
        planned = false;
        context.flush();
    }
}
