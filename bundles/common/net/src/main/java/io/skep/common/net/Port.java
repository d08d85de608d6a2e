package io.skep.common.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.RejectedExecutionException;

/**
 * A port that somebody listens at. Netty's close of a channel returns while the JDK still keeps its descriptor open, until the selector has looked once more;
 * that of a port returns when the port is free.
 *
 * <p>Any thread but those of the event loops may open and close it.
 */
public final class Port implements AutoCloseable {

    private final Channel channel;
    private final SelectableChannel socket;
    private volatile int number;

    private Port(Channel channel, SelectableChannel socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /**
     * Listens for connections.
     *
     * @param server complete but for the kind of channel
     * @param address port 0 for any that is free
     * @throws IOException the reason why it cannot
     */
    public static Port listen(ServerBootstrap server, InetSocketAddress address) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        return bound(
                server.channelFactory(() -> new NioServerSocketChannel(socket)).bind(address), socket);
    }

    /**
     * Takes a UDP port.
     *
     * @param server complete but for the kind of channel
     * @param address port 0 for any that is free
     * @throws IOException the reason why it cannot
     */
    public static Port take(Bootstrap server, InetSocketAddress address) throws IOException {
        DatagramChannel socket = DatagramChannel.open();
        return bound(server.channelFactory(() -> new NioDatagramChannel(socket)).bind(address), socket);
    }

    private static Port bound(ChannelFuture bound, SelectableChannel socket) throws IOException {
        Port port = new Port(bound.awaitUninterruptibly().channel(), socket);
        if (bound.isSuccess()) {
            port.number = ((InetSocketAddress) port.channel.localAddress()).getPort();
            return port;
        }
        port.close();
        throw bound.cause() instanceof IOException cause ? cause : new IOException(bound.cause());
    }

    /** Its number, also when it is closed. */
    public int number() {
        return number;
    }

    /** On return nobody is accepted any more, and the next may listen there. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        try {
            boolean known;
            do {
                known = socket.isRegistered();
                channel.eventLoop().submit(() -> {}).awaitUninterruptibly();
            } while (known);
        } catch (RejectedExecutionException e) {
            channel.eventLoop().terminationFuture().awaitUninterruptibly();
        }
    }
}
