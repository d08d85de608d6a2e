package io.skep.common.kubeapi.internal.store;

import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The last changes of one resource, bounded in number and bytes. The store's writer appends; any thread reads. */
final class History {

    private final ConcurrentSkipListMap<Long, Change> changes = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int maxChanges;
    private final long maxBytes;
    private volatile long floor;
    private int count;
    private long bytes;

    /** @param floor revision before which nothing is known */
    History(long floor, int maxChanges, long maxBytes) {
        this.floor = floor;
        this.maxChanges = maxChanges;
        this.maxBytes = maxBytes;
    }

    void append(Change change) {
        changes.put(change.revision(), change);
        count++;
        bytes += size(change);
        while (count > 1 && (count > maxChanges || bytes > maxBytes)) {
            Change oldest = changes.firstEntry().getValue();
            floor = oldest.revision();
            changes.remove(oldest.revision());
            count--;
            bytes -= size(oldest);
        }
    }

    private static long size(Change change) {
        return change.object().json().length
                + change.previous().map(object -> object.json().length).orElse(0);
    }

    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Changes after a revision, oldest first. */
    List<Change> after(long revision) {
        List<Change> tail = List.copyOf(changes.tailMap(revision, false).values());
        requireReach(revision);
        return tail;
    }

    /** A view of the changes after a revision. */
    NavigableMap<Long, Change> viewAfter(long revision) {
        requireReach(revision);
        return changes.tailMap(revision, false);
    }

    void requireReach(long revision) {
        if (revision < floor) {
            throw new StoreException(Problem.EXPIRED, "too old resource version: " + revision + " (" + floor + ")");
        }
    }

    /** Waits until there is a change after a revision, the waiter was closed, or the time is up. */
    void await(long revision, long nanos, CachedChanges waiter) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && waiter.isOpen() && changes.higherKey(revision) == null && revision >= floor) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
