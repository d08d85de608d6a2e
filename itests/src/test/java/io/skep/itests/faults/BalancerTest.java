package io.skep.itests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BalancerTest {

    private final Map<ServerSocket, Thread> acceptors = new HashMap<>();

    private ServerSocket server(int says) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(says);
                } catch (IOException e) {
                    return;
                }
            }
        });
        acceptors.put(server, acceptor);
        return server;
    }

    /** The port is closed only when nobody accepts on it any more. */
    private void end(ServerSocket server) throws IOException, InterruptedException {
        server.close();
        acceptors.remove(server).join();
    }

    private static int ask(Balancer balancer) throws IOException {
        String[] words = balancer.address().split(":");
        try (Socket socket = new Socket(words[0], Integer.parseInt(words[1]))) {
            return socket.getInputStream().read();
        }
    }

    @Test
    void staysWithAServerUntilItDoesNotAnswer() throws IOException, InterruptedException {
        try (ServerSocket first = server(1);
                ServerSocket second = server(2);
                Balancer balancer = new Balancer(List.of(first.getLocalPort(), second.getLocalPort()))) {
            assertThat(ask(balancer)).isEqualTo(1);
            assertThat(ask(balancer)).isEqualTo(1);
            end(first);
            assertThat(ask(balancer)).isEqualTo(2);
            assertThat(balancer.target()).isEqualTo(second.getLocalPort());
            end(second);
            assertThat(ask(balancer)).isEqualTo(-1);
        }
    }
}
