package io.skep.common.transport.spi;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.IntConsumer;

/** Tells a link how much comes, before frames are made of it: a frame that is long in coming counts from its first byte. */
public final class Meter extends ChannelInboundHandlerAdapter {

    private final IntConsumer link;

    /** @param link told the bytes, on the event loop */
    public Meter(IntConsumer link) {
        this.link = link;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            link.accept(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }
}
