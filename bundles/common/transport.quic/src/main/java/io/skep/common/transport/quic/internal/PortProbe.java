package io.skep.common.transport.quic.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;

/**
 * Learns whether nobody listens at an address, for as long as a dial takes. Only a socket that is bound to its peer is told so by the network, and one that is bound
 * cannot move with its connection: so it is a second one, and it sends a byte that means nothing.
 */
final class PortProbe extends ChannelInboundHandlerAdapter implements AutoCloseable {

    private final Runnable nobody;
    private volatile boolean closedPort;
    private volatile Channel socket;

    private PortProbe(Runnable nobody) {
        this.nobody = nobody;
    }

    /** @param nobody called on an event loop when the address answers that nobody is there */
    static PortProbe send(EventLoopGroup loops, InetSocketAddress address, Runnable nobody) {
        PortProbe probe = new PortProbe(nobody);
        ChannelFuture connected = new Bootstrap()
                .group(loops)
                .channel(NioDatagramChannel.class)
                .handler(probe)
                .connect(address);
        probe.socket = connected.channel();
        connected.addListener(done -> {
            if (done.isSuccess()) {
                probe.socket.writeAndFlush(Unpooled.directBuffer(1).writeByte(0));
            }
        });
        return probe;
    }

    /** True when nobody listens there. */
    boolean isPortClosed() {
        return closedPort;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof PortUnreachableException) {
            closedPort = true;
            nobody.run();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
