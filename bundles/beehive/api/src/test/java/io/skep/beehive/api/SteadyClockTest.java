package io.skep.beehive.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void doesNotFollowTheSystemsClock() {
        AtomicReference<Instant> system = new AtomicReference<>(START);
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        SteadyClock clock = new SteadyClock(system::get, nanos::get);
        assertThat(clock.instant()).isEqualTo(START);

        system.set(START.minus(Duration.ofHours(1)));
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));

        system.set(START.plus(Duration.ofHours(1)));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
    }
}
