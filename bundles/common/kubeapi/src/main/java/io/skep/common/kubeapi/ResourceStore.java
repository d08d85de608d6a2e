package io.skep.common.kubeapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.store.CachedStore;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps objects at strictly increasing revisions. A write is durable before its call returns. All methods may be called by any thread and throw
 * {@link StoreException}.
 */
@ConsumerType
public interface ResourceStore extends AutoCloseable {

    /** Opens a store that serves reads from memory and writes through a journal; it closes the journal when it is closed. */
    static ResourceStore cached(Journal journal) {
        return new CachedStore(journal, 4096, 8 * 1024 * 1024);
    }

    /** The revision of the last write. */
    long revision();

    Optional<StoredObject> find(StoreKey key);

    /**
     * Lists one resource.
     *
     * @param namespace empty for all
     * @param revision 0 for now, else the state right after that revision
     * @throws StoreException {@code EXPIRED} when the history does not reach back so far, {@code FUTURE} when it was never reached
     */
    Listing list(String resource, String namespace, long revision);

    /**
     * Creates or replaces. The store sets {@code metadata.resourceVersion} in what it keeps; the tree given is not kept.
     *
     * @param expected revision of the object to replace; 0 when there must be none
     * @throws StoreException {@code EXISTS}, {@code ABSENT}, {@code CONFLICT}, {@code UNAVAILABLE}
     */
    StoredObject put(StoreKey key, long expected, ObjectNode object);

    /**
     * Deletes.
     *
     * @param expected revision of the object to delete
     * @return the last state, carrying the deletion's revision
     * @throws StoreException {@code ABSENT}, {@code CONFLICT}, {@code UNAVAILABLE}
     */
    StoredObject delete(StoreKey key, long expected);

    /**
     * Follows one resource.
     *
     * @param after the first change handed out is the first one after this revision
     * @throws StoreException {@code EXPIRED}, {@code FUTURE}
     */
    Changes changes(String resource, long after);

    @Override
    void close();
}
