package io.skep.common.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Turns frames into whole messages: text or binary, in one frame or in many, the last of which may be empty. */
final class FrameReader extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final int MAX_FRAGMENTS = 16 * 1024;

    private final WebSocketLink link;
    private final int maxMessageBytes;
    private CompositeByteBuf fragments;

    FrameReader(WebSocketLink link, int maxMessageBytes) {
        this.link = link;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> begin(context, text);
            case BinaryWebSocketFrame binary -> begin(context, binary);
            case ContinuationWebSocketFrame more -> add(more);
            case PingWebSocketFrame ping -> answer(context, ping);
            case PongWebSocketFrame pong -> link.pong(pong.content());
            case CloseWebSocketFrame close -> link.closedByPeer(close.statusCode(), close.reasonText());
            default -> link.close("the peer sent an unknown frame");
        }
    }

    private static void answer(ChannelHandlerContext context, PingWebSocketFrame ping) {
        if (context.channel().isWritable()) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
    }

    private void begin(ChannelHandlerContext context, WebSocketFrame frame) {
        if (fragments != null) {
            link.close("the peer began a message inside another");
        } else if (frame.isFinalFragment()) {
            link.arrived(frame.content().retain());
        } else {
            fragments = context.alloc().compositeHeapBuffer(Integer.MAX_VALUE);
            add(frame);
        }
    }

    private void add(WebSocketFrame frame) {
        if (fragments == null) {
            link.close("the peer continued a message that it had not begun");
            return;
        }
        ByteBuf content = frame.content();
        if (content.readableBytes() > maxMessageBytes - fragments.readableBytes()
                || fragments.numComponents() >= MAX_FRAGMENTS) {
            drop();
            link.close("the peer sent a message of more than " + maxMessageBytes + " bytes");
            return;
        }
        if (content.isReadable()) {
            fragments.addComponent(true, content.retain());
        }
        if (frame.isFinalFragment()) {
            CompositeByteBuf whole = fragments;
            fragments = null;
            link.arrived(whole);
        }
    }

    private void drop() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        link.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
        link.gone("the connection was closed by the peer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        link.close(reason.replaceAll("^\\S*Exception: ", ""));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }
}
