package io.skep.beehive.runtime.internal.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends calls whose deadline has passed, so that a caller can wait without a timer of its own: a call that is answered in time costs one comparison
 * here. One thread sleeps until the earliest deadline that it knows, and ends when there was no call for a while.
 *
 * <p>Before it looks at the calls it says that it will sleep for ever; a call that is entered meanwhile therefore wakes it, and it looks again.
 */
final class DeadlineWatch {

    private static final long IDLE = Duration.ofSeconds(30).toNanos();
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final Collection<PendingCall> calls;
    private volatile long wakesAt = System.nanoTime() + NEVER;
    private Thread thread;
    private boolean stopped;

    DeadlineWatch(Collection<PendingCall> calls) {
        this.calls = calls;
    }

    /** Sees to it that a call entered before is ended at its deadline. */
    void cover(long deadline) {
        if (deadline - wakesAt < 0) {
            wake();
        }
    }

    private synchronized void wake() {
        if (thread != null) {
            LockSupport.unpark(thread);
        } else if (!stopped) {
            thread = Thread.ofVirtual()
                    .name("bus-deadlines")
                    .inheritInheritableThreadLocals(false)
                    .start(this::watch);
        }
    }

    private void watch() {
        long lastCall = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            wakesAt = now + NEVER;
            long next = expire(now);
            if (next != NEVER) {
                lastCall = now;
                wakesAt = now + next;
            } else if (now - lastCall >= IDLE && leave()) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(next, IDLE));
            if (Thread.interrupted()) {
                return;
            }
        }
    }

    /** Ends what is late. Returns the time to the next deadline. */
    private long expire(long now) {
        long next = NEVER;
        for (PendingCall call : calls) {
            long due = call.dueAt();
            if (due != Long.MAX_VALUE) {
                if (due - now <= 0) {
                    call.expire();
                } else {
                    next = Math.min(next, due - now);
                }
            }
        }
        return next;
    }

    private synchronized boolean leave() {
        if (!calls.isEmpty()) {
            return false;
        }
        thread = null;
        return true;
    }

    /** Watches no more: the bus is replaced and its calls have ended. */
    synchronized void stop() {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }
}
