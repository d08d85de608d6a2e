package io.skep.common.kubeapi.internal.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.protobuf.MessageTable.Cardinality;
import io.skep.common.model.Json;
import java.util.Optional;

/** Objects that have every field that the message table knows. */
final class Samples {

    private static final MessageTable TABLE = MessageTable.load();
    private static final int HIGHEST = 64;

    private Samples() {}

    static ObjectNode of(String message) {
        ObjectNode object = Json.object();
        fill(object, message, 0);
        return object;
    }

    private static void fill(ObjectNode object, String message, int depth) {
        for (int number = 1; number < HIGHEST; number++) {
            Optional<MessageTable.Field> found = TABLE.find(message, number);
            if (found.isEmpty() || depth > 12) {
                continue;
            }
            MessageTable.Field field = found.get();
            if (field.cardinality() == Cardinality.INLINE) {
                fill(object, field.type(), depth + 1);
            } else {
                JsonNode value = value(field.type(), depth);
                switch (field.cardinality()) {
                    case LIST -> object.putArray(field.name()).add(value);
                    case MAP -> object.putObject(field.name()).set("key", value);
                    default -> object.set(field.name(), value);
                }
            }
        }
    }

    private static JsonNode value(String type, int depth) {
        return switch (type) {
            case "int" -> JsonNodeFactory.instance.numberNode(1);
            case "bool" -> JsonNodeFactory.instance.booleanNode(true);
            case "meta.v1.Time", "meta.v1.MicroTime" -> JsonNodeFactory.instance.textNode("2026-01-02T03:04:05Z");
            case "string", "bytes", "api.resource.Quantity", "util.intstr.IntOrString" ->
                JsonNodeFactory.instance.textNode("1");
            default -> {
                ObjectNode object = Json.object();
                fill(object, type, depth + 1);
                yield object;
            }
        };
    }
}
