package io.skep.common.kubeapi.internal.store;

import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.Changes;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** A reader's place in a history. */
final class CachedChanges implements Changes {

    private final History history;
    private final LongSupplier committed;
    private volatile long position;
    private volatile boolean open = true;

    CachedChanges(History history, LongSupplier committed, long after) {
        this.history = history;
        this.committed = committed;
        this.position = after;
    }

    @Override
    public List<Change> poll(Duration timeout) throws InterruptedException {
        List<Change> taken = take();
        if (taken.isEmpty() && open) {
            history.await(position, timeout.toNanos(), this);
            taken = take();
        }
        return taken;
    }

    private List<Change> take() {
        if (!open) {
            return List.of();
        }
        // read before the history is: what the writer appends in between must not be skipped
        long known = committed.getAsLong();
        List<Change> taken = history.after(position);
        position = taken.isEmpty() ? Math.max(position, known) : taken.getLast().revision();
        return taken;
    }

    @Override
    public long revision() {
        return position;
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        history.wake();
    }
}
