package io.skep.common.kubeapi.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Kubernetes' strategic merge patch for the built-in kinds. */
public final class StrategicMerge {

    private StrategicMerge() {}

    /**
     * Applies a patch; neither argument is changed.
     *
     * @throws IllegalArgumentException when the patch is malformed, with a sentence in the API server's words, or the kind is no built-in one
     */
    public static ObjectNode apply(ObjectNode original, ObjectNode patch, String group, String version, String kind) {
        throw new UnsupportedOperationException("" + original + patch + group + version + kind);
    }
}
