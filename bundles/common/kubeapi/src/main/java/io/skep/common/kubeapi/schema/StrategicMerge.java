package io.skep.common.kubeapi.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.schema.Definitions;
import io.skep.common.kubeapi.internal.schema.StrategicPatch;

/** Kubernetes' strategic merge patch for the built-in kinds. */
public final class StrategicMerge {

    private StrategicMerge() {}

    /**
     * Applies a patch; neither argument is changed.
     *
     * @throws IllegalArgumentException when the patch is malformed, with a sentence in the API server's words, or the kind is no built-in one
     */
    public static ObjectNode apply(ObjectNode original, ObjectNode patch, String group, String version, String kind) {
        return new StrategicPatch(Definitions.get()).apply(original, patch, group, version, kind);
    }
}
