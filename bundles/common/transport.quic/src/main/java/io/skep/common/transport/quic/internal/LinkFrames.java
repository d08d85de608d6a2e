package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** Hands the frames of the stream to the link, and tells it of the end. */
final class LinkFrames extends SimpleChannelInboundHandler<ByteBuf> {

    private final QuicLink link;
    private final Farewell farewell;

    LinkFrames(QuicLink link, Farewell farewell) {
        this.link = link;
        this.farewell = farewell;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        link.arrived(frame.retain());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            link.finished();
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        link.gone(farewell.reason(((QuicStreamChannel) context.channel()).parent()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        link.close(Farewell.BROKEN, String.valueOf(root.getMessage()));
    }
}
