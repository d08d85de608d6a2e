package io.skep.common.transport.quic.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One attempt of an edge to reach its cloud. */
final class QuicDial {

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int PINGS_UNTIL_IDLE = 3;

    /** A dial that failed has this long to tell the cloud why. */
    private static final long LAST_WORDS_MS = 200;

    private final LinkClientOptions options;
    private final LinkHandler handler;
    private final ServerAddress server;
    private final FaultKeeper faults;
    private final QuicSslContext tls;
    private final Farewell farewell = new Farewell();
    private final DialFailures failures;

    QuicDial(LinkClientOptions options, LinkHandler handler) {
        this.options = options;
        this.handler = handler;
        this.server = ServerAddress.parse(options.server());
        this.faults = new FaultKeeper(options.servers());
        this.tls = QuicTls.client(options.keys(), faults);
        this.failures = new DialFailures(options, farewell, faults::fault);
    }

    QuicLink connect(EventLoopGroup loops) throws InterruptedException {
        InetSocketAddress address;
        try {
            address = server.resolve();
        } catch (UnknownHostException e) {
            throw failures.unreachable(e.getMessage(), e);
        }
        ChannelFuture bound = Endpoints.socket(loops)
                .channel(NioDatagramChannel.class)
                .handler(codec())
                .bind(0)
                .await();
        if (!bound.isSuccess()) {
            throw failures.unreachable(String.valueOf(bound.cause().getMessage()), bound.cause());
        }
        Channel socket = bound.channel();
        boolean open = false;
        try {
            QuicLink link = greet(establish(loops, socket, address));
            link.whenClosed(socket::close);
            open = true;
            return link;
        } finally {
            if (!open) {
                socket.eventLoop().schedule((Runnable) socket::close, LAST_WORDS_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private ChannelHandler codec() {
        Duration idle =
                options.pingInterval().isPositive() ? options.pingInterval().multipliedBy(PINGS_UNTIL_IDLE) : IDLE;
        return Endpoints.tune(new QuicClientCodecBuilder(), idle)
                .initialMaxStreamsBidirectional(0)
                .sslEngineProvider(connection -> tls.newEngine(connection.alloc(), server.host(), server.port()))
                .build();
    }

    private QuicChannel establish(EventLoopGroup loops, Channel socket, InetSocketAddress address)
            throws InterruptedException {
        try (PortProbe probe = PortProbe.send(loops, address, socket::close)) {
            Future<QuicChannel> connecting = QuicChannel.newBootstrap(socket)
                    .handler(farewell)
                    .option(
                            ChannelOption.CONNECT_TIMEOUT_MILLIS,
                            Math.toIntExact(options.connectTimeout().toMillis()))
                    .streamOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .remoteAddress(address)
                    .connect()
                    .await();
            if (probe.isPortClosed()) {
                throw failures.unreachable("nobody listens there", connecting.cause());
            } else if (!connecting.isSuccess()) {
                throw failures.notEstablished(connecting.cause());
            }
            return connecting.getNow();
        }
    }

    private QuicLink greet(QuicChannel connection) throws InterruptedException {
        CompletableFuture<QuicLink> result = new CompletableFuture<>();
        connection
                .createStream(
                        QuicStreamType.BIDIRECTIONAL,
                        ClientGreeting.install(options, handler, farewell, failures, result))
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        result.completeExceptionally(failures.lost(connection, opened.cause()));
                    }
                });
        try {
            QuicLink link = result.get();
            if (options.pingInterval().isPositive()) {
                link.keepAlive(options.pingInterval());
            }
            return link;
        } catch (ExecutionException e) {
            Farewell.close(connection, Farewell.DONE, "");
            throw e.getCause() instanceof SkepException failure ? failure : failures.lost(connection, e.getCause());
        } catch (InterruptedException e) {
            Farewell.close(connection, Farewell.DONE, "");
            throw e;
        }
    }
}
