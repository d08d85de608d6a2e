package io.skep.itests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.itests.faults.TcpProxy.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpProxyTest {

    private static final int SILENCE = 200;

    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        proxy = new TcpProxy(InetAddress.getLoopbackAddress(), echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private void accept() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread.ofVirtual().start(() -> answer(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void answer(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // the test has cut it, which is its purpose
            return;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(SILENCE);
        return socket;
    }

    private static int ask(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    @Test
    void handsOnBothWays() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 7)).isEqualTo(7);
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void keepsBackWhileItIsStalled() throws IOException {
        try (Socket socket = connect()) {
            ask(socket, 1);
            proxy.set(Mode.STALL);
            assertThatThrownBy(() -> ask(socket, 2)).isInstanceOf(SocketTimeoutException.class);
            proxy.set(Mode.PASS);
            assertThat(socket.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void forgetsTheConnectionsOfBefore() throws IOException {
        try (Socket old = connect();
                Socket fresh = connectAfterCut(old)) {
            assertThatThrownBy(() -> ask(fresh, 3)).isInstanceOf(SocketTimeoutException.class);
            proxy.set(Mode.PASS);
            assertThat(fresh.getInputStream().read()).isEqualTo(3);
            assertThatThrownBy(() -> ask(old, 4)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private Socket connectAfterCut(Socket old) throws IOException {
        ask(old, 1);
        proxy.set(Mode.SWALLOW);
        return connect();
    }

    @Test
    void losesOneDirectionAlone() throws IOException {
        try (Socket old = connect()) {
            ask(old, 1);
            proxy.set(Mode.SWALLOW_DOWN);
            assertThatThrownBy(() -> ask(old, 2)).isInstanceOf(SocketTimeoutException.class);
            proxy.set(Mode.PASS);
            assertThatThrownBy(() -> ask(old, 3)).isInstanceOf(SocketTimeoutException.class);
        }
        try (Socket old = connect();
                Socket fresh = connect()) {
            ask(old, 4);
            proxy.set(Mode.SWALLOW_UP);
            assertThatThrownBy(() -> ask(old, 5)).isInstanceOf(SocketTimeoutException.class);
            proxy.set(Mode.PASS);
            assertThatThrownBy(() -> ask(old, 6)).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> ask(fresh, 7)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void endsInGoodOrderAndRefuses() throws IOException {
        try (Socket socket = connect()) {
            ask(socket, 1);
            proxy.set(Mode.END);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(this::connect).isInstanceOf(SocketException.class);
        }
        proxy.set(Mode.PASS);
        try (Socket socket = connect()) {
            assertThat(ask(socket, 2)).isEqualTo(2);
        }
    }

    @Test
    void resetsAndRefuses() throws IOException {
        try (Socket socket = connect()) {
            ask(socket, 1);
            proxy.set(Mode.REFUSE);
            assertThatThrownBy(() -> {
                        while (true) {
                            if (ask(socket, 2) < 0) {
                                throw new SocketException("ended");
                            }
                        }
                    })
                    .isInstanceOf(SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(SocketException.class);
        }
        proxy.set(Mode.PASS);
        try (Socket socket = connect()) {
            assertThat(ask(socket, 5)).isEqualTo(5);
        }
    }
}
