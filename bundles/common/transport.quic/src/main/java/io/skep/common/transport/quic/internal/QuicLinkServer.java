package io.skep.common.transport.quic.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
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
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cloud's end: one UDP socket and the links that came through it. */
final class QuicLinkServer implements LinkServer {

    private static final Logger LOG = LoggerFactory.getLogger(QuicLinkServer.class);
    private static final String STOPS = "the server stops";
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Paths of a link that are remembered at a time; each address that an edge comes from is one. */
    private static final int PATHS = 64;

    private static final int SECRET_BYTES = 32;
    private static final long CLOSE_MS = 1500;

    private final LinkServerOptions options;
    private final LinkHandler handler;
    private final Guests guests;
    private final Budget budget;
    private final Consumer<QuicLinkServer> onClose;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Set<QuicLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private Port port;

    private QuicLinkServer(LinkServerOptions options, LinkHandler handler, Consumer<QuicLinkServer> onClose) {
        this.options = options;
        this.handler = handler;
        this.guests = new Guests(options.limits());
        this.budget = new Budget(options.limits().bufferedBytes());
        this.onClose = onClose;
    }

    static QuicLinkServer open(
            EventLoopGroup loops, LinkServerOptions options, LinkHandler handler, Consumer<QuicLinkServer> onClose) {
        QuicLinkServer server = new QuicLinkServer(options, handler, onClose);
        try {
            server.port = Port.take(
                    Endpoints.socket(loops).handler(server.initializer()),
                    new InetSocketAddress(options.host(), options.port()));
        } catch (IOException e) {
            throw unavailable(options, e);
        }
        LOG.info(
                "listening for Skep edges by QUIC on {}:{}; edges of KubeEdge speak another QUIC and connect by WebSocket",
                options.host(),
                server.port());
        return server;
    }

    private static SkepException unavailable(LinkServerOptions options, IOException cause) {
        boolean inUse = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        String reason = inUse ? "the address is in use" : String.valueOf(cause.getMessage());
        return new SkepException(
                LinkError.ADDRESS_UNAVAILABLE,
                "The cloud could not listen for edges by QUIC on " + options.host() + ":" + options.port() + ": "
                        + reason + ".",
                cause);
    }

    private ChannelInitializer<Channel> initializer() {
        ChannelHandler codec = codec();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new ForeignQuic(), codec);
            }
        };
    }

    private ChannelHandler codec() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Endpoints.tune(new QuicServerCodecBuilder(), IDLE)
                .sslContext(QuicTls.server(options.keys(), options.clients()))
                .initialMaxStreamsBidirectional(1)
                .activeConnectionIdLimit(PATHS)
                .tokenHandler(new AddressTokens(secret, InstantSource.system(), guests::hasRoomForHandshake))
                .streamOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel connection) {
                        connections.add(connection);
                        connection
                                .pipeline()
                                .addLast(new ServerConnection(
                                        guests, options.limits().handshakeTimeout()));
                    }
                })
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        ServerGreeting.install(
                                stream, options.limits().messageBytes(), handler, budget, QuicLinkServer.this::start);
                    }
                })
                .build();
    }

    private void start(QuicLink link) {
        links.add(link);
        link.whenClosed(() -> links.remove(link));
        link.start(handler);
        if (closed.get()) {
            link.close(Farewell.DONE, STOPS);
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
        links.forEach(link -> link.close(Farewell.DONE, STOPS));
        connections.newCloseFuture().awaitUninterruptibly(CLOSE_MS);
        connections.close().awaitUninterruptibly(CLOSE_MS);
        port.close();
        onClose.accept(this);
        LOG.info("stopped listening for edges by QUIC");
    }
}
