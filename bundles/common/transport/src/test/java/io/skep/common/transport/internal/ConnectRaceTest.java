package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectRaceTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Queue<Channel> winners = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private ConnectRace race(int port) {
        Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);
        return new ConnectRace(bootstrap, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), winners::add);
    }

    /** A listener whose queue is full swallows what asks for a connection, as a network that is cut. */
    private static ServerSocket silent(List<Socket> filling) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        while (true) {
            Socket socket = new Socket();
            try {
                socket.connect(server.getLocalSocketAddress(), 200);
                filling.add(socket);
            } catch (SocketTimeoutException e) {
                socket.close();
                return server;
            }
        }
    }

    @Test
    void triesAgainWhileEarlierAttemptsAreUnderWay() throws Exception {
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket server = silent(filling)) {
            CompletableFuture<Channel> connected = CompletableFuture.supplyAsync(() -> {
                try {
                    return race(server.getLocalPort()).run(LONG, OFTEN);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(connected).isNotDone();
            for (int i = 0; i < filling.size(); i++) {
                server.accept().close();
            }

            Channel won = connected.get(10, TimeUnit.SECONDS);
            assertThat(won.isActive()).isTrue();
            assertThat(winners).containsExactly(won);
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void givesASilentAddressUpInTime() throws Exception {
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket server = silent(filling)) {
            ConnectRace race = race(server.getLocalPort());
            assertThatThrownBy(() -> race.run(Duration.ofMillis(300), OFTEN))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("300 ms");
            assertThat(winners).isEmpty();
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void endsAtOnceWhenItIsRefused() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        ConnectRace race = race(port);
        assertThatThrownBy(() -> race.run(LONG, LONG)).hasMessageContaining("refused");
    }
}
