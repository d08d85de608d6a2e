package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.transport.LinkLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuestsTest {

    private static Guests guests(int connections, int perAddress, int handshakes) {
        return new Guests(new LinkLimits(1, Duration.ofSeconds(1), connections, perAddress, handshakes, 1));
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    @Test
    void welcomesAsManyConnectionsAsAreAllowed() throws Exception {
        Guests guests = guests(2, 0, 10);
        Guests.Visit first = guests.enter(address(1));
        assertThat(guests.enter(address(2)).isWelcome()).isTrue();
        Guests.Visit third = guests.enter(address(3));
        assertThat(third.isWelcome()).isFalse();
        third.leave();
        first.leave();
        first.leave();
        assertThat(guests.connections()).isEqualTo(1);
        assertThat(guests.enter(address(3)).isWelcome()).isTrue();
    }

    @Test
    void countsEachAddressButNotLoopback() throws Exception {
        Guests guests = guests(100, 1, 100);
        Guests.Visit visit = guests.enter(address(1));
        assertThat(guests.enter(address(2)).isWelcome()).isTrue();
        Guests.Visit second = guests.enter(address(1));
        assertThat(second.isWelcome()).isFalse();
        second.leave();
        visit.leave();
        assertThat(guests.enter(address(1)).isWelcome()).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(guests.enter(InetAddress.getLoopbackAddress()).isWelcome())
                    .isTrue();
        }
    }

    @Test
    void hasRoomForAHandshakeAgainWhenOneIsOverOrGone() throws Exception {
        Guests guests = guests(100, 0, 2);
        Guests.Visit first = guests.enter(address(1));
        Guests.Visit second = guests.enter(address(2));
        assertThat(guests.hasRoomForHandshake()).isFalse();
        first.greeted();
        first.greeted();
        assertThat(guests.hasRoomForHandshake()).isTrue();
        guests.enter(address(3));
        assertThat(guests.hasRoomForHandshake()).isFalse();
        second.leave();
        assertThat(guests.hasRoomForHandshake()).isTrue();
    }
}
