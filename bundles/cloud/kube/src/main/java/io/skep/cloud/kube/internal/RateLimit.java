package io.skep.cloud.kube.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A token bucket: {@code burst} calls at once, {@code qps} a second over time. */
final class RateLimit {

    private final double perNano;
    private final double burst;
    private final LongSupplier nanos;
    private double tokens;
    private long filledAt;

    /** @param nanos a clock as {@link System#nanoTime} */
    RateLimit(int qps, int burst, LongSupplier nanos) {
        this.perNano = Math.max(1, qps) / 1e9;
        this.burst = Math.max(1, burst);
        this.nanos = nanos;
        this.tokens = this.burst;
        this.filledAt = nanos.getAsLong();
    }

    /** Takes one token and says how long to wait before the call may be made. */
    synchronized Duration take() {
        long now = nanos.getAsLong();
        tokens = Math.min(burst, tokens + (now - filledAt) * perNano);
        filledAt = now;
        tokens -= 1;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perNano));
    }
}
