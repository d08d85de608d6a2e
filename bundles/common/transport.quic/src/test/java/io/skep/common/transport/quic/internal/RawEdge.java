package io.skep.common.transport.quic.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An edge that sends what it likes. */
final class RawEdge implements AutoCloseable {

    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    final QuicChannel connection;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel socket;

    RawEdge(int port) throws Exception {
        QuicSslContext tls = QuicSslContextBuilder.forClient()
                .keyManager(QuicFixture.nodeKeys("edge-1"), null)
                .trustManager(QuicFixture.trust())
                .endpointIdentificationAlgorithm("HTTPS")
                .applicationProtocols(QuicTls.PROTOCOL)
                .build();
        socket = new Bootstrap()
                .group(loops)
                .channel(NioDatagramChannel.class)
                .handler(Endpoints.tune(new QuicClientCodecBuilder(), Duration.ofSeconds(30))
                        .sslEngineProvider(channel -> tls.newEngine(channel.alloc(), "127.0.0.1", port))
                        .build())
                .bind(0)
                .sync()
                .channel();
        connection = QuicChannel.newBootstrap(socket)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        if (event instanceof QuicConnectionCloseEvent close) {
                            closed.add(close.error() + " " + Farewell.words(close));
                        }
                    }
                })
                .remoteAddress(new InetSocketAddress("127.0.0.1", port))
                .connect()
                .get(10, TimeUnit.SECONDS);
    }

    /** Opens a stream that keeps what comes. */
    QuicStreamChannel stream(QuicStreamType type) throws Exception {
        return connection
                .createStream(type, new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ByteBuf bytes = (ByteBuf) message;
                        received.add(bytes.toString(StandardCharsets.UTF_8));
                        bytes.release();
                    }
                })
                .get(10, TimeUnit.SECONDS);
    }

    QuicStreamChannel stream() throws Exception {
        return stream(QuicStreamType.BIDIRECTIONAL);
    }

    @Override
    public void close() {
        socket.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
