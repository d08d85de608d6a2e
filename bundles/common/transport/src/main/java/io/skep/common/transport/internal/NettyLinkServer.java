package io.skep.common.transport.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.skep.beehive.api.SkepException;
import io.skep.common.net.Port;
import io.skep.common.transport.LinkError;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.spi.Budget;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cloud's end: a listening socket and the links that came through it. */
final class NettyLinkServer implements LinkServer, AutoCloseableLink {

    private static final Logger LOG = LoggerFactory.getLogger(NettyLinkServer.class);
    private static final int BACKLOG = 4096;
    private static final String STOPS = "the server stops";
    private static final long CLOSE_MS = 1000;
    private static final long TURN_MS = 1000;
    private static final long LOGGED_REFUSALS = 1000;

    private final LinkServerOptions options;
    private final LinkHandler handler;
    private final LinkTls tls;
    private final Consumer<NettyLinkServer> onClose;
    private final ChannelGroup sockets = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Set<WebSocketLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Doors doors;
    private final Turns turns;
    private final Budget budget;
    private Port port;

    private NettyLinkServer(
            boolean noNative, LinkServerOptions options, LinkHandler handler, Consumer<NettyLinkServer> onClose) {
        this.options = options;
        this.handler = handler;
        this.onClose = onClose;
        this.doors = new Doors(options.limits());
        this.turns = new Turns(options.limits().handshakes());
        this.budget = new Budget(options.limits().bufferedBytes());
        this.tls = LinkTls.listening(
                noNative, options.keys(), options.clients(), options.limits().handshakeTimeout());
    }

    static NettyLinkServer open(
            EventLoopGroup loops,
            boolean noNative,
            LinkServerOptions options,
            LinkHandler handler,
            Consumer<NettyLinkServer> onClose) {
        NettyLinkServer server = new NettyLinkServer(noNative, options, handler, onClose);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WebSocketLink.WATER_MARK)
                .childHandler(server.initializer());
        try {
            server.port = Port.listen(bootstrap, new InetSocketAddress(options.host(), options.port()));
        } catch (IOException e) {
            throw unavailable(options, e);
        }
        LOG.info("listening for edges on {}:{}, TLS by {}", options.host(), server.port(), server.tls.name());
        return server;
    }

    private static SkepException unavailable(LinkServerOptions options, IOException cause) {
        boolean inUse = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        String reason = inUse ? "the address is in use" : String.valueOf(cause.getMessage());
        return new SkepException(
                LinkError.ADDRESS_UNAVAILABLE,
                "The cloud could not listen for edges on " + options.host() + ":" + options.port() + ": " + reason
                        + ".",
                cause);
    }

    private ChannelInitializer<Channel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
                Optional<String> refusal = closed.get() ? Optional.of(STOPS) : doors.enter(address);
                if (refusal.isPresent()) {
                    refuse(address, refusal.get());
                    channel.close();
                    return;
                }
                channel.closeFuture().addListener(gone -> doors.leave(address));
                sockets.add(channel);
                channel.config().setAutoRead(false);
                admit(channel);
            }
        };
    }

    /** The first in full, then every thousandth: whoever floods the port must not flood the log. */
    private void refuse(InetAddress address, String reason) {
        long count = doors.refused();
        if (count % LOGGED_REFUSALS == 1) {
            LOG.warn("connection of {} refused ({} so far): {}", address.getHostAddress(), count, reason);
        }
    }

    /** Lets the handshake begin when it is its turn. */
    private void admit(Channel channel) {
        CompletableFuture<Turns.Turn> mine = new CompletableFuture<>();
        Turns.Turn turn = turns.ask(() -> channel.eventLoop().execute(() -> begin(channel, mine)));
        mine.complete(turn);
        channel.closeFuture().addListener(gone -> turn.end());
    }

    /** On the event loop. A peer that left while it waited gets no TLS: nobody would free what that keeps outside of the heap. */
    private void begin(Channel channel, CompletableFuture<Turns.Turn> turn) {
        if (!channel.isActive()) {
            return;
        }
        channel.eventLoop().schedule(() -> turn.thenAccept(Turns.Turn::end), TURN_MS, TimeUnit.MILLISECONDS);
        channel.pipeline().addLast(tls.server(channel.alloc()));
        ServerHandshake.install(channel.pipeline(), options, handler, budget, link -> {
            turn.thenAccept(Turns.Turn::end);
            start(link);
        });
        channel.config().setAutoRead(true);
    }

    private void start(WebSocketLink link) {
        links.add(link);
        link.whenClosed(() -> links.remove(link));
        link.start(handler);
        if (closed.get()) {
            link.close(STOPS);
        }
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
        links.forEach(link -> link.close(STOPS));
        sockets.newCloseFuture().awaitUninterruptibly(CLOSE_MS);
        sockets.close().awaitUninterruptibly(CLOSE_MS);
        tls.close();
        onClose.accept(this);
        LOG.info("stopped listening for edges");
    }
}
