package io.skep.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortTest {

    private static final int ROUNDS = 300;

    /** Of nobody else: a port that is free here stays free. */
    private static final InetAddress HERE = address();

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

    private static InetAddress address() {
        try {
            return InetAddress.getByName("127.77.1.1");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Port listen() throws IOException {
        ServerBootstrap server = new ServerBootstrap().group(loops).childHandler(new Nothing());
        return Port.listen(server, new InetSocketAddress(HERE, 0));
    }

    private Port take(int number) throws IOException {
        return Port.take(new Bootstrap().group(loops).handler(new Nothing()), new InetSocketAddress(HERE, number));
    }

    private static final class Nothing extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.config().setAutoRead(true);
        }
    }

    @Test
    void nobodyIsAcceptedAfterTheEnd() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Port port = listen();
            int number = port.number();
            new Socket(HERE, number).close();
            port.close();
            assertThatThrownBy(() -> new Socket(HERE, number).close()).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void theNextMayListenAtOnce() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Port port = listen();
            int number = port.number();
            port.close();
            try (ServerSocket next = new ServerSocket(number, 1, HERE)) {
                assertThat(next.isBound()).isTrue();
            }
        }
    }

    @Test
    void theNextMayTakeAUdpPortAtOnce() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Port port = take(0);
            int number = port.number();
            port.close();
            try (DatagramSocket next = new DatagramSocket(number, HERE)) {
                assertThat(next.isBound()).isTrue();
            }
        }
    }

    @Test
    void saysWhyItCannot() throws IOException {
        try (Port port = take(0)) {
            assertThatThrownBy(() -> take(port.number()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("in use");
        }
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("host.invalid", 0);
        assertThatThrownBy(() -> Port.take(new Bootstrap().group(loops).handler(new Nothing()), unknown))
                .isInstanceOf(IOException.class);
    }

    @Test
    void closesTwiceAndAfterTheLoops() throws IOException {
        Port port = listen();
        Port other = listen();
        int number = other.number();
        port.close();
        port.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        other.close();
        try (ServerSocket next = new ServerSocket(number, 1, HERE)) {
            assertThat(next.isBound()).isTrue();
        }
    }
}
