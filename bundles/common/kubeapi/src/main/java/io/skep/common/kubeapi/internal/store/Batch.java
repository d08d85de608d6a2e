package io.skep.common.kubeapi.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes that are committed together: checks each against what the earlier ones will have made, and gives out revisions. */
final class Batch {

    private final Function<StoreKey, StoredObject> committed;
    private final Map<StoreKey, Optional<StoredObject>> made = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Write> accepted = new ArrayList<>();
    private long revision;

    Batch(long revision, Function<StoreKey, StoredObject> committed) {
        this.revision = revision;
        this.committed = committed;
    }

    List<Change> changes() {
        return changes;
    }

    long revision() {
        return revision;
    }

    /** Adds a write, or fails it at once. */
    void add(Write write) {
        Optional<StoredObject> before =
                made.computeIfAbsent(write.key(), key -> Optional.ofNullable(committed.apply(key)));
        Optional<StoreException> refusal = check(write, before);
        if (refusal.isPresent()) {
            write.result().completeExceptionally(refusal.get());
            return;
        }
        revision++;
        ObjectNode tree = write.object()
                .map(ObjectNode::deepCopy)
                .orElseGet(() -> before.orElseThrow().tree());
        KubeObject.metadata(tree).put("resourceVersion", Long.toString(revision));
        StoredObject after = new StoredObject(write.key(), revision, Json.writeBytes(tree));
        made.put(write.key(), write.object().isPresent() ? Optional.of(after) : Optional.empty());
        Change.Type type = write.object().isEmpty()
                ? Change.Type.DELETED
                : before.isEmpty() ? Change.Type.ADDED : Change.Type.MODIFIED;
        changes.add(new Change(type, after, before));
        accepted.add(write);
    }

    private static Optional<StoreException> check(Write write, Optional<StoredObject> before) {
        if (write.expected() == 0 && write.object().isPresent()) {
            return before.map(there -> new StoreException(Problem.EXISTS, write.key() + " exists already"));
        }
        if (before.isEmpty()) {
            return Optional.of(new StoreException(Problem.ABSENT, write.key() + " does not exist"));
        }
        return before.get().revision() == write.expected()
                ? Optional.empty()
                : Optional.of(new StoreException(
                        Problem.CONFLICT,
                        write.key() + " is at revision " + before.get().revision() + ", not " + write.expected()));
    }

    void succeed() {
        for (int i = 0; i < accepted.size(); i++) {
            accepted.get(i).result().complete(changes.get(i).object());
        }
    }

    void fail(StoreException reason) {
        accepted.forEach(write -> write.result().completeExceptionally(reason));
    }
}
