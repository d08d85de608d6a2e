package io.skep.common.kubeapi.internal.store;

import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The objects of one resource and their history; guarded by the store's lock. */
final class ResourceTable {

    private final String resource;
    private final NavigableMap<StoreKey, StoredObject> objects = new TreeMap<>();
    private final History history;

    ResourceTable(String resource, History history) {
        this.resource = resource;
        this.history = history;
    }

    History history() {
        return history;
    }

    StoredObject get(StoreKey key) {
        return objects.get(key);
    }

    void load(StoredObject object) {
        objects.put(object.key(), object);
    }

    void apply(Change change) {
        put(objects, change);
        history.append(change);
    }

    private static void put(NavigableMap<StoreKey, StoredObject> map, Change change) {
        if (change.type() == Change.Type.DELETED) {
            map.remove(change.object().key());
        } else {
            map.put(change.object().key(), change.object());
        }
    }

    List<StoredObject> list(String namespace) {
        return new ArrayList<>(within(objects, namespace).values());
    }

    /** The objects as they were right after a revision: the later changes undone, newest first. */
    List<StoredObject> list(String namespace, long revision) {
        NavigableMap<Long, Change> later = history.viewAfter(revision);
        if (later.isEmpty()) {
            return list(namespace);
        }
        NavigableMap<StoreKey, StoredObject> then = new TreeMap<>(objects);
        for (Change change : later.descendingMap().values()) {
            change.previous()
                    .ifPresentOrElse(
                            object -> then.put(object.key(), object),
                            () -> then.remove(change.object().key()));
        }
        return new ArrayList<>(within(then, namespace).values());
    }

    private NavigableMap<StoreKey, StoredObject> within(NavigableMap<StoreKey, StoredObject> map, String namespace) {
        return namespace.isEmpty()
                ? map
                : map.subMap(
                        new StoreKey(resource, namespace, ""),
                        true,
                        new StoreKey(resource, namespace + "\0", ""),
                        false);
    }
}
