package io.skep.beehive.runtime.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Senders that wait because a mailbox is full. They are woken when there is room, and try again in the order in which they came. */
final class Room {

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long SLOW = Duration.ofSeconds(1).toNanos();
    /**
     * A sender looks by itself now and then: it may have missed that there is room, as the module tells of it in batches and may wait for this very
     * sender before the next one.
     */
    private static final long LOOK = Duration.ofMillis(5).toNanos();

    private static final long LOOK_LATER = Duration.ofMillis(100).toNanos();
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    /** Name of a sender that is no module. */
    static final String OUTSIDE = "(outside)";

    /** One more try to put a message. */
    interface Attempt {

        /** The outcome; {@code FULL} to wait on. */
        Mailbox.Outcome again();

        /** Nanoseconds from now after which to give up, {@link Long#MAX_VALUE} for never. */
        long patience(long now) throws InterruptedException;
    }

    private final String module;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> waiting = new ArrayList<>();
    private volatile int count;
    private long saidAt;
    private boolean said;

    Room(String module) {
        this.module = module;
    }

    boolean hasWaiting() {
        return count > 0;
    }

    List<String> waiting() {
        lock.lock();
        try {
            return waiting.stream().distinct().sorted().toList();
        } finally {
            lock.unlock();
        }
    }

    void wakeAll() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room on behalf of a sender. Returns {@code FULL} when its patience has ended. */
    Mailbox.Outcome await(String sender, Attempt attempt) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.add(sender);
            count = waiting.size();
            return await(attempt);
        } finally {
            waiting.remove(sender);
            count = waiting.size();
            lock.unlock();
        }
    }

    private Mailbox.Outcome await(Attempt attempt) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            Mailbox.Outcome outcome = attempt.again();
            if (outcome != Mailbox.Outcome.FULL) {
                return outcome;
            }
            long now = System.nanoTime();
            long patience = attempt.patience(now);
            if (patience <= 0) {
                return attempt.again();
            }
            complain(now - begun, now);
            changed.awaitNanos(Math.min(patience, now - begun < SLOW ? LOOK : LOOK_LATER));
        }
    }

    /** Says once a minute at most who is slow and who waits. */
    private void complain(long waited, long now) {
        if (waited >= SLOW && (!said || now - saidAt >= QUIET)) {
            said = true;
            saidAt = now;
            LOG.warn(
                    "module {} is slow: its mailbox is full for {} ms and has waiting senders: {}",
                    module,
                    waited / 1_000_000,
                    String.join(", ", waiting.stream().distinct().sorted().toList()));
        }
    }
}
