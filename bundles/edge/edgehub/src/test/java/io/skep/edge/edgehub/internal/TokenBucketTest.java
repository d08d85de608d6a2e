package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);

    @Test
    void letsABurstGoAndThenOneMessageAtATime() {
        TokenBucket bucket = new TokenBucket(10, 3, now::get);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take()).isZero();
        }
        assertThat(bucket.take()).isEqualTo(Duration.ofMillis(100));
        assertThat(bucket.take()).isEqualTo(Duration.ofMillis(200));
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take()).isZero();
        }
        assertThat(bucket.take()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void hasNoLimitAtZero() {
        TokenBucket bucket = new TokenBucket(0, 0, now::get);
        for (int i = 0; i < 1000; i++) {
            assertThat(bucket.take()).isZero();
        }
        bucket.limit(1, 1);
        assertThat(bucket.take()).isZero();
        assertThat(bucket.take()).isEqualTo(Duration.ofSeconds(1));
    }
}
