package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.internal.schema.FieldType.AnyType;
import io.skep.common.kubeapi.internal.schema.FieldType.ListType;
import io.skep.common.kubeapi.internal.schema.FieldType.MapType;
import io.skep.common.kubeapi.internal.schema.FieldType.Reference;
import io.skep.common.kubeapi.internal.schema.FieldType.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A structure of the built-in kinds, without its descriptions.
 *
 * @param name e.g. {@code io.k8s.api.core.v1.PodSpec}
 * @param required the fields that the API's documentation calls required
 */
record Definition(String name, Map<String, FieldType> fields, Set<String> required) {

    static Definition read(String name, JsonNode schema) {
        Map<String, FieldType> fields = new HashMap<>();
        schema.path("properties").properties().forEach(field -> fields.put(field.getKey(), type(field.getValue())));
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(field -> required.add(field.asText()));
        return new Definition(name, Map.copyOf(fields), Set.copyOf(required));
    }

    private static FieldType type(JsonNode schema) {
        if (schema.has("$ref")) {
            return new Reference(schema.get("$ref").asText());
        }
        return switch (schema.path("type").asText("")) {
            case "" -> AnyType.ANY;
            case "array" -> new ListType(type(schema.path("items")));
            case "object" -> new MapType(type(schema.path("additionalProperties")));
            case "string" -> Scalar.ofFormat(schema.path("format").asText("string"));
            case "integer" -> Scalar.INTEGER;
            case "number" -> Scalar.NUMBER;
            case "boolean" -> Scalar.BOOLEAN;
            default ->
                throw new IllegalArgumentException("unknown type in the definition of a built-in kind: " + schema);
        };
    }

    Optional<FieldType> find(String field) {
        return Optional.ofNullable(fields.get(field));
    }
}
