package io.skep.common.kubeapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * One object as it is kept: JSON in UTF-8 that already carries its {@code metadata.resourceVersion}.
 *
 * @param revision the store's revision of the write that made it
 * @param json shared: do not change it
 */
public record StoredObject(StoreKey key, long revision, byte[] json) {

    /** A tree of its own for the caller. */
    public ObjectNode tree() {
        try {
            return (ObjectNode) Json.parse(json);
        } catch (IOException e) {
            throw new UncheckedIOException("stored object " + key + " is no JSON", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredObject that
                && key.equals(that.key)
                && revision == that.revision
                && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, revision);
    }

    @Override
    public String toString() {
        return key + " @" + revision;
    }
}
