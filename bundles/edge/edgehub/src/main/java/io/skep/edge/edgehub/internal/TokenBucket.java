package io.skep.edge.edgehub.internal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** At most so many messages a second, after a pause a burst at once (messageQPS, messageBurst). Messages wait, none is dropped. */
final class TokenBucket {

    private static final long SECOND = 1_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanos;
    private long perToken;
    private long room;
    private long paidUntil;

    TokenBucket(int perSecond, int burst, LongSupplier nanos) {
        this.nanos = nanos;
        this.paidUntil = Long.MIN_VALUE;
        limit(perSecond, burst);
    }

    /** Zero or less a second means no limit. */
    void limit(int perSecond, int burst) {
        lock.lock();
        try {
            perToken = perSecond <= 0 ? 0 : SECOND / perSecond;
            room = perToken * Math.max(1, burst);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a token; the result is how long the caller has to wait before it may act. */
    Duration take() {
        lock.lock();
        try {
            if (perToken == 0) {
                return Duration.ZERO;
            }
            long now = nanos.getAsLong();
            if (paidUntil == Long.MIN_VALUE || paidUntil - now < 0) {
                paidUntil = now;
            }
            paidUntil += perToken;
            return Duration.ofNanos(Math.max(0, paidUntil - now - room));
        } finally {
            lock.unlock();
        }
    }

    /** Takes a token and waits as long as it says. */
    void acquire() throws InterruptedException {
        Duration wait = take();
        if (!wait.isZero()) {
            CloudLink.sleep(wait);
        }
    }
}
