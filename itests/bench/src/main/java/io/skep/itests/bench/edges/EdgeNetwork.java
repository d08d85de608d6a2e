package io.skep.itests.bench.edges;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** What all edges of this process share: event loops and one TLS context. Sessions are not resumed, as a Go edge does not. */
public final class EdgeNetwork implements AutoCloseable {

    private static final int HANDSHAKE_SECONDS = 30;
    private static final int CONNECT_MS = 15_000;
    private static final int RECEIVE_BYTES = 4096;
    private static final int LEAST_BYTES = 512;
    private static final int MOST_BYTES = 64 * 1024;

    private final EventLoopGroup loops;
    private final SslContext tls;

    public EdgeNetwork(EdgeCertificates certificates, int threads) throws SSLException {
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("edges", true), NioIoHandler.newFactory());
        this.tls = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3")
                .keyManager(new EdgeKeys(certificates))
                .trustManager(new SameServer(certificates.authority()))
                .build();
    }

    /** What makes the handshakes here. */
    public static String provider() {
        return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK";
    }

    EventLoopGroup loops() {
        return loops;
    }

    Bootstrap bootstrap() {
        return new Bootstrap()
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_BYTES, RECEIVE_BYTES, MOST_BYTES));
    }

    SslHandler handler(ByteBufAllocator allocator, String host, int edge) {
        SslHandler handler = tls.newHandler(allocator, host, edge);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        handler.setCloseNotifyFlushTimeoutMillis(0);
        return handler;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
