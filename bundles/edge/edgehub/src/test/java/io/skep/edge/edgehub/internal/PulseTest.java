package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final AtomicLong nanos = new AtomicLong(1);
    private final Pulse pulse = new Pulse(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void pingsAnIdleLinkEveryFiveSeconds() {
        assertThat(pulse.ping()).isFalse();
        pass(Pulse.PING.minusMillis(1));
        assertThat(pulse.ping()).isFalse();
        pass(SHORT);
        assertThat(pulse.ping()).isTrue();
        assertThat(pulse.ping()).isFalse();
        pass(SHORT);
        pulse.pong(true);
        pass(Pulse.PING);
        assertThat(pulse.ping()).isTrue();
    }

    @Test
    void pingsSoonWhenNothingComesAfterWhatWasSent() {
        pass(Duration.ofSeconds(1));
        pulse.sent();
        pass(Pulse.QUIET.minusMillis(1));
        pulse.sent();
        assertThat(pulse.ping()).isFalse();
        pass(SHORT);
        assertThat(pulse.ping()).isTrue();
        pulse.pong(true);
        pass(Pulse.QUIET.plus(SHORT));
        assertThat(pulse.ping()).isFalse();
    }

    @Test
    void doubtsALinkWhosePingIsNotAnsweredInTime() {
        pass(Pulse.PING);
        pulse.ping();
        pass(Pulse.PATIENCE);
        assertThat(pulse.isLate()).isFalse();
        pass(SHORT);
        assertThat(pulse.isLate()).isTrue();
        pulse.pong(false);
        assertThat(pulse.isLate()).isTrue();
        pulse.begin();
        assertThat(pulse.isLate()).isFalse();
        pulse.end();
        pass(Duration.ofMinutes(1));
        assertThat(pulse.isLate()).isFalse();
    }

    @Test
    void doesNotDoubtWhileTheEdgeItselfHandlesAMessage() {
        pulse.begin();
        pass(Pulse.PING);
        pulse.ping();
        pass(Duration.ofMinutes(1));
        assertThat(pulse.isLate()).isFalse();
    }

    @Test
    void hasMorePatienceWithADistantCloud() {
        Duration trip = Duration.ofMillis(600);
        for (int i = 0; i < 10; i++) {
            pass(Pulse.PING);
            assertThat(pulse.ping()).isTrue();
            pass(trip);
            pulse.pong(true);
        }
        pass(Pulse.PING);
        pulse.ping();
        pass(trip.multipliedBy(4).plus(Pulse.PATIENCE).minus(SHORT));
        assertThat(pulse.isLate()).isFalse();
        pass(SHORT.multipliedBy(2));
        assertThat(pulse.isLate()).isTrue();
    }
}
