package io.skep.edge.store;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Messages on their way to the cloud. They survive the link, the process and the power: an entry leaves only by {@link #remove}, by a newer one
 * with its key, or by the rule for a full outbox.
 *
 * <p>Full (entries or bytes, see the configuration): the oldest expendable entries are left out and counted; when there are none,
 * {@link #put} waits 5 s for room and then fails with {@link StoreError#OUTBOX_FULL}. An entry that takes the place of an older one needs no room but
 * for what it is larger.
 */
@ProviderType
public interface Outbox {

    /** Stores the entry and wakes the sender. Returns after the commit. */
    void put(OutboxEntry entry) throws InterruptedException;

    /**
     * The next entries in order.
     *
     * @param after id of the last entry that the caller has seen, 0 to begin at the oldest
     * @param limit most entries to return
     * @param wait how long to wait for the first one
     * @return empty when none came in time, or when {@link #wake} ended the wait
     */
    List<QueuedMessage> poll(long after, int limit, Duration wait) throws InterruptedException;

    /**
     * Removes an entry that is proved to have arrived. Returns at once; should the process die before the removal is on the disk, the entry is
     * seen once more.
     */
    void remove(long id) throws InterruptedException;

    /** Ends a wait in {@link #poll}: the caller has something else to do. */
    void wake();

    /** Entries in the outbox. */
    int size() throws InterruptedException;

    /** Expendable entries that the rule for a full outbox removed since the start. */
    long evicted();
}
