package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.transport.LinkLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DoorsTest {

    private final Doors doors = new Doors(new LinkLimits(1, Duration.ZERO, 4, 2, 1, 1));
    private final InetAddress first = address(10, 0, 0, 1);
    private final InetAddress second = address(10, 0, 0, 2);

    private static InetAddress address(int... parts) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) parts[0], (byte) parts[1], (byte) parts[2], (byte) parts[3]});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void limitsEachAddress() {
        doors.enter(first);
        doors.enter(first);
        assertThat(doors.enter(first)).contains("its address has 2 connections, as many as are allowed");
        assertThat(doors.enter(second)).isEmpty();
        doors.leave(first);
        assertThat(doors.enter(first)).isEmpty();
        assertThat(doors.refused()).isEqualTo(1);
    }

    @Test
    void limitsAllTogether() {
        doors.enter(first);
        doors.enter(first);
        doors.enter(second);
        doors.enter(second);
        assertThat(doors.enter(address(10, 0, 0, 3))).contains("there are 4 connections, as many as are allowed");
        doors.leave(second);
        assertThat(doors.enter(address(10, 0, 0, 3))).isEmpty();
        assertThat(doors.open()).isEqualTo(4);
    }

    @Test
    void countsLoopbackOnlyAmongAll() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 0; i < 4; i++) {
            assertThat(doors.enter(loopback)).isEmpty();
        }
        assertThat(doors.enter(loopback)).isPresent();
        doors.leave(loopback);
        assertThat(doors.enter(first)).isEmpty();
    }
}
