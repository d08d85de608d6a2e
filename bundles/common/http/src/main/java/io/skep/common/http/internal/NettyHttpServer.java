package io.skep.common.http.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpDirect;
import io.skep.common.http.HttpError;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.net.Port;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening socket and the connections that came through it. */
final class NettyHttpServer implements HttpServer {

    private static final Logger LOG = LoggerFactory.getLogger(NettyHttpServer.class);
    private static final int BACKLOG = 1024;
    private static final long GRACE_MS = 1000;

    private final HttpServerOptions options;
    private final HttpHandler handler;
    private final Optional<Tls> tls;
    private final Consumer<NettyHttpServer> onClose;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Phaser underWay = new Phaser(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final HttpDirect direct = new DirectCalls(this);
    private Port port;

    private NettyHttpServer(HttpServerOptions options, HttpHandler handler, Consumer<NettyHttpServer> onClose) {
        this.options = options;
        this.handler = handler;
        this.tls = options.tls().map(Tls::new);
        this.onClose = onClose;
    }

    static NettyHttpServer open(
            EventLoopGroup loops, HttpServerOptions options, HttpHandler handler, Consumer<NettyHttpServer> onClose) {
        NettyHttpServer server = new NettyHttpServer(options, handler, onClose);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(server.initializer());
        try {
            server.port = Port.listen(bootstrap, new InetSocketAddress(options.host(), options.port()));
        } catch (IOException e) {
            throw unavailable(options, e);
        }
        LOG.info("{} listens on {}:{}", options.name(), options.host(), server.port());
        return server;
    }

    private static SkepException unavailable(HttpServerOptions options, IOException cause) {
        boolean inUse = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        String reason = inUse ? "the address is in use" : String.valueOf(cause.getMessage());
        return new SkepException(
                HttpError.ADDRESS_UNAVAILABLE,
                options.name() + " could not listen on " + options.host() + ":" + options.port() + ": " + reason + ".",
                cause);
    }

    private ChannelInitializer<Channel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (closed.get() || connections.size() >= options.maxConnections()) {
                    channel.close();
                    return;
                }
                connections.add(channel);
                ChannelPipeline pipeline = channel.pipeline();
                tls.ifPresent(material -> pipeline.addLast(material.handler(options.headerTimeout())));
                RequestDecoder decoder = new RequestDecoder();
                HttpResponseEncoder encoder = new HttpResponseEncoder();
                pipeline.addLast(
                        decoder, encoder, new Connection(NettyHttpServer.this, decoder, encoder, tls.isPresent()));
            }
        };
    }

    HttpServerOptions options() {
        return options;
    }

    HttpHandler handler() {
        return handler;
    }

    HttpDirect direct() {
        return direct;
    }

    boolean isClosed() {
        return closed.get();
    }

    void began() {
        underWay.register();
    }

    void ended() {
        underWay.arriveAndDeregister();
    }

    @Override
    public int port() {
        return port.number();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        port.close();
        boolean interrupted = awaitRequests();
        connections.close().awaitUninterruptibly(GRACE_MS);
        onClose.accept(this);
        LOG.info("{} stopped listening", options.name());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitRequests() {
        try {
            underWay.awaitAdvanceInterruptibly(underWay.arriveAndDeregister(), GRACE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("{} closes {} connections with requests under way", options.name(), connections.size());
        } catch (InterruptedException e) {
            return true;
        }
        return false;
    }
}
