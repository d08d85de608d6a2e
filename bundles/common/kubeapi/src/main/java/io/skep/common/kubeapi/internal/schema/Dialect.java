package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;

/** The two versions of OpenAPI that Kubernetes serves. */
public enum Dialect {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    ObjectNode reference(String name) {
        return Json.object().put("$ref", prefix + name);
    }

    /** A reference that carries a description beside it; version 3 wants it wrapped. */
    ObjectNode reference(String name, String description) {
        if (description.isEmpty()) {
            return reference(name);
        }
        ObjectNode node = Json.object().put("description", description);
        if (this == V2) {
            return node.put("$ref", prefix + name);
        }
        node.putArray("allOf").add(reference(name));
        return node;
    }
}
