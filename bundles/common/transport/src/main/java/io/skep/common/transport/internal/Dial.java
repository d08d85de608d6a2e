package io.skep.common.transport.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkError;
import io.skep.common.transport.LinkHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One attempt of an edge to reach its cloud. */
final class Dial {

    private final boolean noNative;
    private final LinkClientOptions options;
    private final LinkHandler handler;
    private final String host;
    private final int port;

    Dial(boolean noNative, LinkClientOptions options, LinkHandler handler) {
        this.noNative = noNative;
        this.options = options;
        this.handler = handler;
        int colon = options.server().lastIndexOf(':');
        String name = colon < 0 ? options.server() : options.server().substring(0, colon);
        this.host = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        this.port = colon < 0 ? -1 : number(options.server().substring(colon + 1));
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new SkepException(
                    LinkError.UNREACHABLE,
                    "The edge cannot dial '" + options.server() + "' because it is no host:port.");
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    WebSocketLink connect(EventLoopGroup loops) throws InterruptedException {
        CompletableFuture<WebSocketLink> link = new CompletableFuture<>();
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw unreachable(new UnknownHostException("the host name is unknown"));
        }
        ConnectRace race = new ConnectRace(bootstrap(loops), address, channel -> handshake(channel.pipeline(), link));
        Channel connected;
        try {
            connected = race.run(options.connectTimeout(), options.connectEvery());
        } catch (IOException e) {
            throw unreachable(e);
        }
        try {
            WebSocketLink open = link.get();
            if (options.pingInterval().isPositive()) {
                open.keepAlive(options.pingInterval());
            }
            return open;
        } catch (ExecutionException e) {
            connected.close();
            throw e.getCause() instanceof SkepException failure ? failure : unreachable(e.getCause());
        } catch (InterruptedException e) {
            connected.close();
            throw e;
        }
    }

    private void handshake(ChannelPipeline pipeline, CompletableFuture<WebSocketLink> link) {
        ClientHandshake.install(pipeline, options, handler, link);
        try (LinkTls tls = LinkTls.dialling(noNative, options.keys(), options.servers(), options.handshakeTimeout())) {
            pipeline.addFirst(tls.client(pipeline.channel().alloc(), host, port));
        }
    }

    private Bootstrap bootstrap(EventLoopGroup loops) {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(options.connectTimeout().toMillis()))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WebSocketLink.WATER_MARK);
    }

    private SkepException unreachable(Throwable cause) {
        return new SkepException(
                LinkError.UNREACHABLE,
                "The edge could not reach the cloud at " + options.server() + ": " + cause.getMessage() + ".",
                cause);
    }
}
