package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovingEdgeTest extends QuicFixture {

    private final Recorder cloud = new Recorder();
    private final Recorder edge = new Recorder();

    private static LinkClientOptions pinging(int port, Duration interval) {
        LinkClientOptions plain = to(port);
        return new LinkClientOptions(
                plain.server(), "p", "edge-1", plain.keys(), plain.servers(), MAX, LONG, LONG, interval);
    }

    @Test
    void keepsTheLinkWhenTheEdgeComesFromAnotherPort() throws Exception {
        LinkServer server = listen(cloud);
        try (UdpRelay relay = new UdpRelay(server.port())) {
            Link dialled = links.connect(pinging(relay.port(), Duration.ofSeconds(1)), edge);
            Link accepted = next(cloud.connected);
            for (int move = 0; move < 3; move++) {
                relay.move();
                exchange(dialled, accepted, 1, 10);
                assertThat(accepted.peer().getPort()).isEqualTo(relay.outerPort());
                exchange(dialled, accepted, 20, 10_000);
            }
            assertThat(cloud.disconnected).isEmpty();
            assertThat(dialled.isOpen()).isTrue();
        }
    }

    @Test
    void carriesEverythingInOrderThoughAFifthOfThePacketsIsLost() throws Exception {
        LinkServer server = listen(cloud);
        try (UdpRelay relay = new UdpRelay(server.port())) {
            relay.lose(0.2);
            Link dialled = links.connect(pinging(relay.port(), Duration.ofSeconds(5)), edge);
            Link accepted = next(cloud.connected);
            for (int round = 0; round < 10; round++) {
                exchange(dialled, accepted, 10, 5_000);
            }
            assertThat(relay.lost()).isGreaterThan(50);
            assertThat(dialled.isOpen()).isTrue();
            assertThat(cloud.disconnected).isEmpty();
        }
    }

    private void exchange(Link dialled, Link accepted, int messages, int size) throws Exception {
        for (int i = 0; i < messages; i++) {
            dialled.send(message("up/" + i, "x".repeat(size)));
            accepted.send(message("down/" + i, "x".repeat(size)));
        }
        for (int i = 0; i < messages; i++) {
            assertThat(next(cloud.received).resource()).isEqualTo("up/" + i);
            assertThat(next(edge.received).resource()).isEqualTo("down/" + i);
        }
    }

    @Test
    void noticesAtBothEndsThatNothingPassesAnyMore() throws Exception {
        LinkServer server = listen(cloud);
        try (UdpRelay relay = new UdpRelay(server.port())) {
            links.connect(pinging(relay.port(), Duration.ofMillis(300)), edge);
            next(cloud.connected);
            relay.cut();
            assertThat(next(edge.disconnected)).isEqualTo("the peer did not answer");
            assertThat(next(cloud.disconnected)).isEqualTo("the peer did not answer");
        }
    }

    @Test
    void carriesManyLinksAndEndsThemAll() throws Exception {
        LinkServer server = listen(cloud);
        List<Link> open = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            open.add(links.connect(to(server.port()), edge));
        }
        for (Link link : open) {
            link.send(message("hello", "cloud"));
        }
        for (int i = 0; i < open.size(); i++) {
            assertThat(next(cloud.received).resource()).isEqualTo("hello");
        }
        server.close();
        for (int i = 0; i < open.size(); i++) {
            assertThat(next(edge.disconnected)).startsWith("the peer closed the link");
        }
    }

    @Test
    void carriesAMessageOfNearlyTheLimitAndThatOneAlone() throws Exception {
        LinkServer server = listen(cloud);
        Link dialled = links.connect(to(server.port()), edge);
        dialled.send(message("big", "x".repeat(MAX - 1000)));
        assertThat(next(cloud.received).resource()).isEqualTo("big");
        dialled.send(message("too-big", "x".repeat(MAX)));
        assertThat(next(cloud.disconnected)).startsWith("the peer announced a frame of");
        assertThat(next(edge.disconnected)).startsWith("the peer closed the link with 2: the peer announced");
    }
}
