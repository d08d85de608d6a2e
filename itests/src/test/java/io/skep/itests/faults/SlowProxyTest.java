package io.skep.itests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowProxyTest {

    private ServerSocket echo;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answer);
    }

    @AfterEach
    void stop() throws IOException {
        echo.close();
    }

    private void answer() {
        try (Socket client = echo.accept()) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // the test is over
            return;
        }
    }

    private static Socket connect(SlowProxy proxy) throws IOException {
        String[] words = proxy.address().split(":");
        return new Socket(words[0], Integer.parseInt(words[1]));
    }

    private static long millis(SlowProxy proxy, byte[] bytes) throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = connect(proxy)) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
        }
        return (System.nanoTime() - begun) / 1_000_000;
    }

    @Test
    void takesItsTimeEachWay() throws IOException {
        try (SlowProxy proxy = new SlowProxy(echo.getLocalPort(), Duration.ofMillis(50), 0, 1)) {
            assertThat(millis(proxy, new byte[] {1})).isGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void deliversAllInOrderWhateverTheNetworkLoses() throws IOException {
        byte[] bytes = new byte[60_000];
        new Random(7).nextBytes(bytes);
        try (SlowProxy proxy = new SlowProxy(echo.getLocalPort(), Duration.ofMillis(5), 0.2, 2)) {
            assertThat(millis(proxy, bytes)).isGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void handsOnTheEndOfTheClient() throws IOException {
        try (SlowProxy proxy = new SlowProxy(echo.getLocalPort(), Duration.ofMillis(1), 0, 3);
                Socket socket = connect(proxy)) {
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
