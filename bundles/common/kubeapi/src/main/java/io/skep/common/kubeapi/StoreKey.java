package io.skep.common.kubeapi;

import java.util.Comparator;

/**
 * Where an object is kept.
 *
 * @param resource {@link ServedResource#qualifiedName}: the same for all versions
 * @param namespace empty for cluster-scoped objects
 */
public record StoreKey(String resource, String namespace, String name) implements Comparable<StoreKey> {

    private static final Comparator<StoreKey> ORDER = Comparator.comparing(StoreKey::resource)
            .thenComparing(StoreKey::namespace)
            .thenComparing(StoreKey::name);

    @Override
    public int compareTo(StoreKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return resource + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
