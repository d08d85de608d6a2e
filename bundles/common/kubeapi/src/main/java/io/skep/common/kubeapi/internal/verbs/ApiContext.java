package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.KubeApiOptions;
import io.skep.common.kubeapi.ResourceStore;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Builtins;
import io.skep.common.kubeapi.internal.kinds.Catalog;
import io.skep.common.kubeapi.internal.kinds.Resource;
import java.time.Clock;
import java.util.UUID;

/** What all verbs share. */
public record ApiContext(ResourceStore store, Catalog catalog, Clock clock, KubeApiOptions options) {

    /** The object that is there, or 404. */
    StoredObject require(Resource resource, String namespace, String name) {
        return store.find(resource.key(namespace, name))
                .orElseThrow(() -> ApiException.notFound(resource.served(), name));
    }

    StoredObject put(Resource resource, StoreKey key, long expected, ObjectNode object) {
        object.put("apiVersion", resource.storedAs());
        StoredObject written = store.put(key, expected, object);
        refresh(key);
        return written;
    }

    StoredObject delete(StoreKey key, long expected) {
        StoredObject last = store.delete(key, expected);
        refresh(key);
        return last;
    }

    private void refresh(StoreKey key) {
        if (key.resource().equals(Builtins.CRDS)) {
            catalog.refresh();
        }
    }

    String uid() {
        long high = options.random().nextLong() & ~0xF000L | 0x4000L;
        long low = options.random().nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }
}
