package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.kubeapi.schema.Schema;
import java.util.List;

/** Takes everything as it is. */
enum OpenSchema implements Schema {
    INSTANCE;

    @Override
    public List<FieldError> check(ObjectNode object) {
        return List.of();
    }

    @Override
    public void prune(ObjectNode object) {
        // nothing is unknown
    }

    @Override
    public void applyDefaults(ObjectNode object) {
        // nothing has a default
    }
}
