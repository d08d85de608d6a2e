package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.Changes;
import io.skep.common.kubeapi.ResourceWatch;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.WatchEvent;
import io.skep.common.kubeapi.internal.select.Selector;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns changes into the events of a watcher: what enters its selection is added, what leaves it is deleted. */
public final class SelectedWatch implements ResourceWatch {

    private final Changes changes;
    private final String namespace;
    private final Selector selector;
    private List<StoredObject> present;

    /** @param present objects that are shown as added before the changes begin */
    SelectedWatch(Changes changes, String namespace, Selector selector, List<StoredObject> present) {
        this.changes = changes;
        this.namespace = namespace;
        this.selector = selector;
        this.present = present;
    }

    @Override
    public List<WatchEvent> poll(Duration timeout) throws InterruptedException {
        List<WatchEvent> events = new ArrayList<>();
        if (!present.isEmpty()) {
            present.stream()
                    .filter(object -> selector.isAll() || selector.matches(object.tree()))
                    .forEach(object -> events.add(new WatchEvent(Change.Type.ADDED, object)));
            present = List.of();
            return events;
        }
        try {
            for (Change change : changes.poll(timeout)) {
                event(change).ifPresent(events::add);
            }
        } catch (StoreException e) {
            throw ApiException.expired(e.getMessage());
        }
        return events;
    }

    private Optional<WatchEvent> event(Change change) {
        StoredObject object = change.object();
        if (!namespace.isEmpty() && !namespace.equals(object.key().namespace())) {
            return Optional.empty();
        }
        if (selector.isAll()) {
            return Optional.of(new WatchEvent(change.type(), object));
        }
        boolean before = change.previous()
                .filter(previous -> selector.matches(previous.tree()))
                .isPresent();
        boolean now = change.type() != Change.Type.DELETED && selector.matches(object.tree());
        if (now) {
            return Optional.of(new WatchEvent(before ? Change.Type.MODIFIED : Change.Type.ADDED, object));
        }
        return before ? Optional.of(new WatchEvent(Change.Type.DELETED, left(change))) : Optional.empty();
    }

    private static StoredObject left(Change change) {
        if (change.type() == Change.Type.DELETED) {
            return change.object();
        }
        ObjectNode last = change.previous().orElseThrow().tree();
        KubeObject.metadata(last).put("resourceVersion", Long.toString(change.revision()));
        return new StoredObject(change.object().key(), change.revision(), Json.writeBytes(last));
    }

    @Override
    public long revision() {
        return changes.revision();
    }

    @Override
    public void close() {
        changes.close();
    }
}
