package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The link that is open now, if any; the senders wait here for the next one. */
final class CloudLink {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private Optional<Link> current = Optional.empty();
    private volatile Pulse pulse = new Pulse(System::nanoTime);
    private long hurries;

    void opened(Link link, Pulse itsPulse) {
        lock.lock();
        try {
            current = Optional.of(link);
            pulse = itsPulse;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void closed(Link link) {
        lock.lock();
        try {
            if (current.filter(open -> open.equals(link)).isPresent()) {
                current = Optional.empty();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<Link> current() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Of the link that was opened last. */
    Pulse pulse() {
        return pulse;
    }

    /** Waits for an open link. */
    Link await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (current.isEmpty()) {
                changed.await();
            }
            return current.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this link is no longer the open one; false when it still is after that time. */
    boolean awaitClosed(Link link, Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lockInterruptibly();
        try {
            while (current.filter(open -> open.equals(link)).isPresent()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends over the open link, now or when there is one; a link that breaks on the way is waited out. */
    void send(Message message) throws InterruptedException {
        boolean gone;
        do {
            gone = trySend(await(), message);
        } while (!gone);
    }

    /**
     * False when the link is closed; the message is then not known to have arrived.
     *
     * @throws SkepException when the link is sound and the message is not
     */
    boolean trySend(Link link, Message message) throws InterruptedException {
        try {
            link.send(message);
            sent.incrementAndGet();
            pulse.sent();
            return true;
        } catch (SkepException e) {
            if (link.isOpen()) {
                throw e;
            }
            closed(link);
            link.close();
            return false;
        }
    }

    void countReceived() {
        received.incrementAndGet();
    }

    long sent() {
        return sent.get();
    }

    long received() {
        return received.get();
    }

    /** Ends the open link. */
    void drop() {
        current().ifPresent(Link::close);
    }

    /** Ends a {@link #pause}: what it waits for may go better now. */
    void hurry() {
        lock.lock();
        try {
            hurries++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long, or until somebody is in a hurry. */
    void pause(Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lockInterruptibly();
        try {
            long before = hurries;
            while (left > 0 && hurries == before) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps; a stop ends it. */
    static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
