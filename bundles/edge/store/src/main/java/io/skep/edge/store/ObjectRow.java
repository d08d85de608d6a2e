package io.skep.edge.store;

import java.util.Objects;

/**
 * One row of KubeEdge's table {@code meta_v2}: an API object as the edge's own API serves it.
 *
 * @param key {@code /GROUP/VERSION/PLURAL/NAMESPACE/NAME}, with {@code core} for the core group and {@code null} for no namespace
 * @param groupVersionResource Go's text of it: {@code "/v1, Resource=pods"}, {@code "apps/v1, Resource=deployments"}
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectRow(
        String key, String groupVersionResource, String namespace, String name, long resourceVersion, String value) {

    public ObjectRow {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(groupVersionResource, "groupVersionResource");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    /** The key without the value, which may hold secrets. */
    @Override
    public String toString() {
        return "object row " + key;
    }
}
