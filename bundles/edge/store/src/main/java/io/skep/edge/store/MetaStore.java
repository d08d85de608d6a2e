package io.skep.edge.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The metadata of the edge, in KubeEdge's own schema: a Go edgecore can read the file, and ours reads a Go edgecore's. */
@ProviderType
public interface MetaStore {

    /** Most rows that one list returns. */
    int MAX_ROWS = 20_000;

    /** How much the store has of what the cloud has told this edge. */
    enum Coverage {
        /** All that the cloud has proof of. */
        WHOLE,
        /** Nothing from before: the file was made anew, and the cloud may believe that the edge has more. */
        NEW,
        /** As {@link #NEW}, and an earlier file was set aside because it was damaged. */
        LOST
    }

    /** Says {@link Coverage#WHOLE} once {@link MetaChange.Complete} was applied to this file. */
    Coverage coverage() throws InterruptedException;

    Optional<MetaRow> find(String key) throws InterruptedException;

    /** All rows of a type, by key. */
    List<MetaRow> listByType(String type) throws InterruptedException;

    /** All rows whose key begins with {@code prefix}, by key; an empty prefix lists everything. */
    List<MetaRow> listByPrefix(String prefix) throws InterruptedException;

    /** Inserts or replaces one row. */
    default void put(MetaRow row) throws InterruptedException {
        apply(List.of(new MetaChange.Put(row)));
    }

    /** Removes one row; false when there was none. */
    default boolean delete(String key) throws InterruptedException {
        return apply(List.of(new MetaChange.Delete(key))) > 0;
    }

    /**
     * Carries out all changes or none.
     *
     * @return rows that were written or removed
     */
    int apply(List<MetaChange> changes) throws InterruptedException;

    Optional<ObjectRow> findObject(String key) throws InterruptedException;

    /** API objects of one resource, by key; an empty namespace means all of them. */
    List<ObjectRow> listObjects(String groupVersionResource, String namespace) throws InterruptedException;

    /** Highest resourceVersion of the API objects, 0 when there are none. */
    long revision() throws InterruptedException;

    /** MQTT topics that the eventbus has to subscribe to. */
    List<String> topics() throws InterruptedException;

    void addTopic(String topic) throws InterruptedException;

    void removeTopic(String topic) throws InterruptedException;

    /** URLs that the servicebus may call. */
    List<String> targetUrls() throws InterruptedException;

    void addTargetUrl(String url) throws InterruptedException;

    void removeTargetUrl(String url) throws InterruptedException;
}
