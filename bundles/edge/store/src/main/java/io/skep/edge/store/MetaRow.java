package io.skep.edge.store;

import java.util.Objects;

/**
 * One row of KubeEdge's table {@code meta}.
 *
 * @param key resource path as the edge has it, e.g. {@code default/pod/hello}
 * @param type resource word, e.g. {@code pod}
 * @param value the object as JSON text
 */
public record MetaRow(String key, String type, String value) {

    public MetaRow {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(value, "value");
    }

    /** The key without the value, which may hold secrets. */
    @Override
    public String toString() {
        return "meta row " + key;
    }
}
