package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Delivery;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one node is still to be told, at most one message per key, in order of arrival. A newer version replaces an older one that waits; a removal
 * is never replaced by anything but a removal. Thread-safe.
 */
final class AckQueue {

    /** A message that waits for its turn. */
    record Pending(Acked message, Delivery delivery, Instant notBefore, int failures) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Pending> waiting = new LinkedHashMap<>();
    private final Map<String, Acked> told = new HashMap<>();
    private final InstantSource clock;
    private Acked flying;
    private String awaited = "";
    private boolean arrived;
    private boolean closed;

    AckQueue(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Takes a message over.
     *
     * @return false when it brings nothing new, or the queue is closed
     */
    boolean offer(Acked message, Delivery delivery) {
        lock.lock();
        try {
            if (closed || !isNews(message)) {
                return false;
            }
            Pending older = waiting.put(message.key(), new Pending(message, delivery, Instant.MIN, 0));
            if (older != null) {
                older.delivery.done();
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isNews(Acked message) {
        if (message.removal() || message.answer()) {
            return true;
        }
        Pending pending = waiting.get(message.key());
        Acked before = pending == null ? sent(message.key()) : pending.message;
        return before == null
                || !before.removal()
                        && (message.version() < 0 || Long.compareUnsigned(message.version(), before.version()) > 0);
    }

    /** What the edge has been told last, be it acknowledged or still under way. */
    private Acked sent(String key) {
        return flying != null && !flying.isDelete() && flying.key().equals(key) ? flying : told.get(key);
    }

    /** Waits for the message whose turn it is; empty once the queue is closed. */
    Optional<Pending> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            flying = null;
            while (!closed) {
                Instant now = clock.instant();
                Instant soonest = Instant.MAX;
                for (Pending pending : waiting.values()) {
                    if (!pending.notBefore.isAfter(now)) {
                        waiting.remove(pending.message.key());
                        flying = pending.message.answer() ? null : pending.message;
                        return Optional.of(pending);
                    }
                    soonest = pending.notBefore.isBefore(soonest) ? pending.notBefore : soonest;
                }
                pause(soonest.equals(Instant.MAX) ? Duration.ofDays(1) : Duration.between(now, soonest));
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration duration) throws InterruptedException {
        long nanos = Math.max(1_000_000, duration.toNanos());
        if (changed.awaitNanos(nanos) <= 0) {
            Thread.onSpinWait();
        }
    }

    /** From now on an acknowledgement of this id counts. */
    void expect(String id) {
        lock.lock();
        try {
            awaited = id;
            arrived = false;
        } finally {
            lock.unlock();
        }
    }

    /** How a wait for an acknowledgement ended. */
    enum Outcome {
        ACKNOWLEDGED,
        SILENT,
        SUPERSEDED,
        CLOSED
    }

    /** Waits for the acknowledgement; ends early when a newer message for the same key has come. */
    Outcome await(String key, Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (!arrived && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (arrived) {
                return Outcome.ACKNOWLEDGED;
            }
            if (closed) {
                return Outcome.CLOSED;
            }
            return waiting.containsKey(key) ? Outcome.SUPERSEDED : Outcome.SILENT;
        } finally {
            lock.unlock();
        }
    }

    /** The edge acknowledged a message. Ids that nobody waits for are ignored. */
    void acknowledged(String id) {
        lock.lock();
        try {
            if (!id.isEmpty() && id.equals(awaited)) {
                arrived = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Remembers what the edge has, so that older versions are not sent after it. */
    void remember(Acked message) {
        lock.lock();
        try {
            if (message.answer() || message.uid().isEmpty()) {
                return;
            }
            if (message.isDelete()) {
                told.remove(message.key());
            } else {
                told.put(message.key(), message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Puts a message back behind the others, unless a newer one has come. */
    void retry(Pending pending, Duration after) {
        lock.lock();
        try {
            Instant at = clock.instant().plus(after);
            waiting.putIfAbsent(
                    pending.message.key(), new Pending(pending.message, pending.delivery, at, pending.failures + 1));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits; gives what was still waiting. */
    List<Pending> close() {
        lock.lock();
        try {
            closed = true;
            List<Pending> left = new ArrayList<>(waiting.values());
            waiting.clear();
            changed.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
