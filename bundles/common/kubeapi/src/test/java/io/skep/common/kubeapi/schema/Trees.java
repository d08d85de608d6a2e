package io.skep.common.kubeapi.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;

/** Trees for tests, written with single quotes. */
final class Trees {

    private Trees() {}

    static ObjectNode tree(String text) {
        try {
            return (ObjectNode) Json.parse(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
