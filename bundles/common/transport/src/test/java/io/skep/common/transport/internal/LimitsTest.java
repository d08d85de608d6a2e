package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.Await;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listening end takes from all its peers together. */
class LimitsTest extends WebSocketFixture {

    private final Recorder cloud = new Recorder();
    private final Recorder edge = new Recorder();

    private LinkServer listen(int connections, int handshakes, long buffered) {
        LinkLimits limits = new LinkLimits(MAX, LONG, connections, 0, handshakes, buffered);
        return links.listen(new LinkServerOptions("127.0.0.1", 0, SERVER_KEYS, trust(), limits), cloud);
    }

    @Test
    void closesTheConnectionThatIsTooMuch() throws Exception {
        LinkServer server = listen(1, 16, MAX);
        Link link = links.connect(to(server.port()), edge);
        next(cloud.connected);
        try (Socket second = new Socket("127.0.0.1", server.port())) {
            assertThat(ended(second)).isTrue();
        }
        link.close();
        next(cloud.disconnected);
        Await.until("there is room again", () -> {
            Socket third = new Socket("127.0.0.1", server.port());
            third.setSoTimeout(200);
            boolean open = !ended(third);
            third.close();
            return open;
        });
    }

    /** True when the other end closed; false when it waits for more. */
    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void isNotKeptByPeersThatNeverFinishTheirHandshake() throws Exception {
        LinkServer server = listen(100, 4, MAX);
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Socket socket = new Socket("127.0.0.1", server.port());
            socket.getOutputStream().write(new byte[] {0x16, 3, 1});
            idle.add(socket);
        }
        Link link = links.connect(to(server.port()), edge);
        assertThat(next(cloud.connected).nodeId()).isEqualTo("edge-1");
        assertThat(link.isOpen()).isTrue();
        for (Socket socket : idle) {
            socket.close();
        }
    }

    @Test
    void forgetsPeersThatLeaveWhileTheyWait() throws Exception {
        LinkServer server = listen(100, 1, MAX);
        for (int i = 0; i < 50; i++) {
            new Socket("127.0.0.1", server.port()).close();
        }
        links.connect(to(server.port()), edge);
        assertThat(next(cloud.connected).nodeId()).isEqualTo("edge-1");
    }

    @Test
    void endsTheLinkThatHoldsMostOfWhatAllTogetherMayHold() throws Exception {
        LinkServer server = listen(10, 16, 300_000);
        try (RawPeer large = RawPeer.upgraded(server.port());
                RawPeer small = RawPeer.upgraded(server.port())) {
            large.begin(900_000, 200_000);
            small.begin(900_000, 150_000);
            assertThat(next(cloud.disconnected))
                    .startsWith("it holds ")
                    .endsWith("all links together hold more than 300000");
            assertThat(large.isClosedByServer()).isTrue();
        }
    }

    @Test
    void takesManyLargeMessagesOneAfterTheOther() throws Exception {
        LinkServer server = listen(10, 16, 300_000);
        Link link = links.connect(to(server.port()), edge);
        for (int i = 0; i < 20; i++) {
            link.send(message("default/pod/p" + i, "x".repeat(100_000)));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(next(cloud.received).resource()).isEqualTo("default/pod/p" + i);
        }
        assertThat(cloud.disconnected).isEmpty();
    }
}
