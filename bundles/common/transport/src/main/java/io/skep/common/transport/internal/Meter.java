package io.skep.common.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells the link how much comes, before frames are made of it: a frame that is long in coming counts from its first byte. */
final class Meter extends ChannelInboundHandlerAdapter {

    private final WebSocketLink link;

    Meter(WebSocketLink link) {
        this.link = link;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            link.read(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }
}
