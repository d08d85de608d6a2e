package io.skep.common.kubeapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A journal that outlives its store, and can be made to fail. */
public final class MemoryJournal implements Journal {

    private final Map<StoreKey, StoredObject> objects = new ConcurrentHashMap<>();
    private volatile long revision = 1;
    private volatile boolean full;

    public void fill(boolean isFull) {
        full = isFull;
    }

    @Override
    public long load(Consumer<StoredObject> consumer) {
        new LinkedHashMap<>(objects).values().forEach(consumer);
        return revision;
    }

    @Override
    public void commit(List<Change> changes) {
        if (full) {
            throw new IllegalStateException("no space left");
        }
        for (Change change : changes) {
            if (change.type() == Change.Type.DELETED) {
                objects.remove(change.object().key());
            } else {
                objects.put(change.object().key(), change.object());
            }
            revision = change.revision();
        }
    }

    @Override
    public void close() {
        // the objects stay for the next store
    }
}
