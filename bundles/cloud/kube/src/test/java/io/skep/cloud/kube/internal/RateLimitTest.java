package io.skep.cloud.kube.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final AtomicLong clock = new AtomicLong();

    @Test
    void letsTheBurstPassAndThenPaces() {
        RateLimit limit = new RateLimit(10, 2, clock::get);

        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isEqualTo(Duration.ofMillis(100));
        assertThat(limit.take()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void fillsUpWithTimeButNoHigherThanTheBurst() {
        RateLimit limit = new RateLimit(10, 2, clock::get);
        limit.take();
        limit.take();

        clock.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isPositive();
    }
}
