package io.skep.edge.edgehub.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether the peer of one link can still be heard. A ping goes every 5 s, and when something was sent and nothing has come for half a second. A ping whose
 * answer is late makes the link doubtful, long before it is given up; anything that comes ends the doubt.
 */
final class Pulse {

    static final Duration LOOK = Duration.ofMillis(250);
    static final Duration PING = Duration.ofSeconds(5);
    static final Duration QUIET = Duration.ofMillis(500);

    /** Beside four usual round trips. */
    static final Duration PATIENCE = Duration.ofMillis(750);

    private static final Duration MOST = Duration.ofSeconds(2);
    private static final long NONE = 0;

    private final LongSupplier nanos;
    private final AtomicLong unheard = new AtomicLong(NONE);
    private final AtomicInteger handling = new AtomicInteger();
    private volatile long heardAt;
    private volatile long roundTrip;
    private volatile boolean pinged;
    private volatile long pingedAt;

    Pulse(LongSupplier nanos) {
        this.nanos = nanos;
        this.heardAt = now();
        this.pingedAt = heardAt;
    }

    /** Never {@link #NONE}. */
    private long now() {
        return nanos.getAsLong() | 1;
    }

    /** Something was written. */
    void sent() {
        if (unheard.get() == NONE) {
            unheard.compareAndSet(NONE, now());
        }
    }

    /** A message came. While it is handled nothing may be read, so silence means nothing. */
    void begin() {
        handling.incrementAndGet();
        heard();
    }

    void end() {
        heard();
        handling.decrementAndGet();
    }

    private void heard() {
        heardAt = now();
        unheard.set(NONE);
    }

    /** Takes note of a ping that goes now, if one is due. */
    boolean ping() {
        long now = now();
        long since = now - pingedAt;
        long waiting = unheard.get();
        boolean quiet = waiting != NONE && now - waiting >= QUIET.toNanos() && since >= QUIET.toNanos();
        if (pinged || !quiet && since < PING.toNanos()) {
            return false;
        }
        pinged = true;
        pingedAt = now;
        return true;
    }

    /** The answer to the ping came, or the link has ended without one. */
    void pong(boolean came) {
        if (!came) {
            return;
        }
        long took = Math.min(now() - pingedAt, MOST.toNanos());
        roundTrip = roundTrip == 0 ? Math.min(took, PATIENCE.toNanos()) : roundTrip + (took - roundTrip) / 8;
        pinged = false;
        heard();
    }

    /** True when a ping is not answered for longer than is usual, and nothing else came. */
    boolean isLate() {
        long limit = PATIENCE.toNanos() + 4 * roundTrip;
        return pinged && handling.get() == 0 && heardAt - pingedAt < 0 && now() - pingedAt > limit;
    }
}
