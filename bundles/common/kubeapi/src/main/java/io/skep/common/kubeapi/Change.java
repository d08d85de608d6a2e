package io.skep.common.kubeapi;

import java.util.Optional;

/**
 * One write.
 *
 * @param object the object after it; for a deletion the last state, carrying the deletion's revision
 * @param previous the object before it; empty for a creation
 */
public record Change(Type type, StoredObject object, Optional<StoredObject> previous) {

    /** What happened; the names are those of watch events. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    public long revision() {
        return object.revision();
    }
}
