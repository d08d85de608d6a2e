package io.skep.common.kubeapi.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.Changes;
import io.skep.common.kubeapi.Journal;
import io.skep.common.kubeapi.Listing;
import io.skep.common.kubeapi.ResourceStore;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects in memory, each write first in the journal. One platform thread writes: it takes what waits, commits it in one go, shows it to
 * readers, wakes the watchers and only then answers the callers.
 */
public final class CachedStore implements ResourceStore {

    private static final Logger LOG = LoggerFactory.getLogger(CachedStore.class);
    private static final int MAX_BATCH = 256;
    private static final int MAX_WAITING = 4096;

    private final BlockingQueue<Write> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, ResourceTable> tables = new HashMap<>();
    private final Journal journal;
    private final int maxChanges;
    private final long maxBytes;
    private final Thread writer;
    private volatile boolean open = true;
    private volatile long revision;
    private long floor;

    /** Loads the journal; returns when the store can be read. */
    public CachedStore(Journal journal, int maxChanges, long maxBytes) {
        this.journal = journal;
        this.maxChanges = maxChanges;
        this.maxBytes = maxBytes;
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        this.writer = Thread.ofPlatform().name("kubeapi-store").daemon(true).unstarted(() -> run(loaded));
        writer.start();
        try {
            loaded.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SkepException told) {
                throw told;
            }
            throw unavailable("could not read the API's database", e.getCause());
        }
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Optional<StoredObject> find(StoreKey key) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(committed(key));
        } finally {
            lock.readLock().unlock();
        }
    }

    private StoredObject committed(StoreKey key) {
        ResourceTable table = tables.get(key.resource());
        return table == null ? null : table.get(key);
    }

    @Override
    public Listing list(String resource, String namespace, long at) {
        requireReached(at);
        lock.readLock().lock();
        try {
            ResourceTable table = tables.get(resource);
            if (table == null) {
                return new Listing(at == 0 ? revision : at, List.of());
            }
            return at == 0 ? new Listing(revision, table.list(namespace)) : new Listing(at, table.list(namespace, at));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Changes changes(String resource, long after) {
        requireReached(after);
        History history = history(resource);
        history.requireReach(after);
        return new CachedChanges(history, this::revision, after);
    }

    private void requireReached(long at) {
        if (at > revision) {
            throw new StoreException(Problem.FUTURE, "Too large resource version: " + at + ", current: " + revision);
        }
    }

    private History history(String resource) {
        lock.writeLock().lock();
        try {
            return table(resource).history();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private ResourceTable table(String resource) {
        return tables.computeIfAbsent(
                resource, name -> new ResourceTable(name, new History(floor, maxChanges, maxBytes)));
    }

    @Override
    public StoredObject put(StoreKey key, long expected, ObjectNode object) {
        return submit(new Write(key, expected, Optional.of(object), new CompletableFuture<>()));
    }

    @Override
    public StoredObject delete(StoreKey key, long expected) {
        return submit(new Write(key, expected, Optional.empty(), new CompletableFuture<>()));
    }

    private StoredObject submit(Write write) {
        try {
            waiting.put(write);
            if (!open) {
                failWaiting();
            }
            return write.result().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the write of " + write.key() + " was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException refused
                    ? new StoreException(refused.problem(), refused.getMessage(), refused)
                    : unavailable("the write of " + write.key() + " failed", e.getCause());
        }
    }

    private static StoreException unavailable(String what, Throwable cause) {
        return new StoreException(Problem.UNAVAILABLE, what + ": " + cause.getMessage(), cause);
    }

    private void run(CompletableFuture<Void> loaded) {
        try {
            List<StoredObject> objects = new ArrayList<>();
            floor = journal.load(objects::add);
            revision = floor;
            objects.forEach(object -> table(object.key().resource()).load(object));
            loaded.complete(null);
        } catch (Exception e) {
            open = false;
            loaded.completeExceptionally(e);
        }
        while (open) {
            try {
                commit(waiting.take());
            } catch (InterruptedException e) {
                open = false;
            }
        }
        failWaiting();
        closeJournal();
    }

    private void commit(Write first) {
        List<Write> writes = new ArrayList<>(List.of(first));
        waiting.drainTo(writes, MAX_BATCH - 1);
        Batch batch = new Batch(revision, this::committed);
        writes.forEach(batch::add);
        if (batch.changes().isEmpty()) {
            return;
        }
        try {
            journal.commit(batch.changes());
        } catch (Exception e) {
            LOG.error("{} writes could not be made durable: {}", batch.changes().size(), e.toString());
            batch.fail(unavailable("the API's database does not take writes", e));
            return;
        }
        show(batch);
        batch.succeed();
    }

    private void show(Batch batch) {
        Set<History> touched = new HashSet<>();
        lock.writeLock().lock();
        try {
            for (Change change : batch.changes()) {
                ResourceTable table = table(change.object().key().resource());
                table.apply(change);
                touched.add(table.history());
            }
            revision = batch.revision();
        } finally {
            lock.writeLock().unlock();
        }
        touched.forEach(History::wake);
    }

    private void failWaiting() {
        for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
            write.result().completeExceptionally(new StoreException(Problem.UNAVAILABLE, "the store is closed"));
        }
    }

    private void closeJournal() {
        try {
            journal.close();
        } catch (RuntimeException e) {
            LOG.warn("the API's database did not close cleanly: {}", e.toString());
        }
    }

    @Override
    public void close() {
        open = false;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
