package io.skep.common.transport.spi;

import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkError;
import io.skep.common.transport.Links;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A lane that may come and go while its hub runs, and of which nothing is loaded before the hub uses it: the service is fetched at the first use, not when it
 * appears. Thread-safe.
 */
public final class OptionalLane {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Offer> offer = Optional.empty();
    private Optional<Links> used = Optional.empty();
    private long generation;

    private record Offer(Object key, Supplier<Links> get, Runnable unget) {}

    /**
     * The service is there; the latest offer counts.
     *
     * @param key names it again in {@link #withdraw}
     * @param get fetches it
     * @param unget gives it back
     */
    public void offer(Object key, Supplier<Links> get, Runnable unget) {
        change(Optional.of(new Offer(key, get, unget)));
    }

    /** The service is going; no effect when another was offered since. */
    public void withdraw(Object key) {
        lock.lock();
        try {
            if (offer.filter(present -> present.key().equals(key)).isPresent()) {
                change(Optional.empty());
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(Optional<Offer> next) {
        lock.lock();
        try {
            release();
            offer = next;
            generation++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The lane, fetched when this is its first use. */
    public Optional<Links> find() {
        lock.lock();
        try {
            if (used.isEmpty()) {
                used = offer.map(present -> present.get().get());
            }
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** @throws SkepException SKEP-509 when nobody offers the lane */
    public Links get() {
        return find().orElseThrow(() -> new SkepException(
                LinkError.LANE_MISSING, "The QUIC lane is enabled, but the bundle that offers it does not run."));
    }

    /** Gives the service back; it is fetched again at the next use. */
    public void release() {
        lock.lock();
        try {
            if (used.isPresent()) {
                offer.ifPresent(present -> present.unget().run());
            }
            used = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Counts what comes and goes. */
    public long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something has come or gone since, or the time is over. */
    public void awaitChange(long since, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (generation == since && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
