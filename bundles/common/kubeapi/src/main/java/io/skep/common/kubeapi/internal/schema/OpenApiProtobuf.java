package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.skep.common.model.Json;
import java.util.Map;

/**
 * OpenAPI version 2 as protobuf, the only form in which kubectl before 1.24 reads it. Field numbers are those of the package {@code openapi.v2} of
 * gnostic. Carries what the JSON document of this bundle has; combinations of schemas have no place in version 2 and are left out.
 */
final class OpenApiProtobuf {

    private static final Map<String, Integer> METHODS =
            Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "options", 6, "head", 7, "patch", 8);
    private static final String EXTENSION = "x-";

    private OpenApiProtobuf() {}

    static byte[] document(JsonNode document) {
        WireWriter paths = new WireWriter();
        document.path("paths")
                .properties()
                .forEach(entry -> paths.message(2, named(entry.getKey(), path(entry.getValue()))));
        WireWriter definitions = schemas(document.path("definitions"));
        WireWriter info = new WireWriter()
                .text(1, document.at("/info/title").asText(""))
                .text(2, document.at("/info/version").asText(""));
        return new WireWriter()
                .text(1, document.path("swagger").asText(""))
                .message(2, info)
                .message(8, paths)
                .message(9, definitions)
                .bytes();
    }

    private static WireWriter named(String name, WireWriter value) {
        return new WireWriter().text(1, name).message(2, value);
    }

    private static WireWriter any(JsonNode value) {
        return new WireWriter().text(2, Json.write(value));
    }

    private static void extensions(WireWriter message, int field, JsonNode node) {
        node.properties().forEach(entry -> {
            if (entry.getKey().startsWith(EXTENSION)) {
                message.message(field, named(entry.getKey(), any(entry.getValue())));
            }
        });
    }

    private static WireWriter path(JsonNode path) {
        WireWriter message = new WireWriter();
        path.properties().forEach(entry -> {
            Integer field = METHODS.get(entry.getKey());
            if (field != null) {
                message.message(field, operation(entry.getValue()));
            }
        });
        return message;
    }

    private static WireWriter operation(JsonNode operation) {
        WireWriter message =
                new WireWriter().text(5, operation.path("operationId").asText(""));
        operation.path("produces").forEach(type -> message.element(6, type.asText()));
        operation.path("consumes").forEach(type -> message.element(7, type.asText()));
        operation
                .path("parameters")
                .forEach(parameter -> message.message(8, new WireWriter().message(1, parameter(parameter))));
        WireWriter responses = new WireWriter();
        operation.path("responses").properties().forEach(entry -> {
            WireWriter response = new WireWriter()
                    .text(1, entry.getValue().path("description").asText(""))
                    .message(
                            2,
                            new WireWriter().message(1, schema(entry.getValue().path("schema"))));
            responses.message(1, named(entry.getKey(), new WireWriter().message(1, response)));
        });
        message.message(9, responses);
        extensions(message, 13, operation);
        return message;
    }

    private static WireWriter parameter(JsonNode parameter) {
        String name = parameter.path("name").asText("");
        String description = parameter.path("description").asText("");
        boolean required = parameter.path("required").asBoolean();
        String in = parameter.path("in").asText("");
        if (in.equals("body")) {
            return new WireWriter()
                    .message(
                            1,
                            new WireWriter()
                                    .text(1, description)
                                    .text(2, name)
                                    .text(3, in)
                                    .flag(4, required)
                                    .message(5, schema(parameter.path("schema"))));
        }
        boolean query = in.equals("query");
        WireWriter own = new WireWriter()
                .flag(1, required)
                .text(2, in)
                .text(3, description)
                .text(4, name)
                .text(query ? 6 : 5, parameter.path("type").asText(""))
                .flag(query ? 20 : 19, parameter.path("uniqueItems").asBoolean());
        return new WireWriter().message(2, new WireWriter().message(query ? 3 : 4, own));
    }

    private static WireWriter schemas(JsonNode schemas) {
        WireWriter message = new WireWriter();
        schemas.properties().forEach(entry -> message.message(1, named(entry.getKey(), schema(entry.getValue()))));
        return message;
    }

    private static WireWriter schema(JsonNode schema) {
        WireWriter message = new WireWriter()
                .text(1, schema.path("$ref").asText(""))
                .text(2, schema.path("format").asText(""))
                .text(3, schema.path("title").asText(""))
                .text(4, schema.path("description").asText(""));
        if (schema.has("default")) {
            message.message(5, any(schema.path("default")));
        }
        limits(message, schema);
        schema.path("required").forEach(field -> message.element(19, field.asText()));
        schema.path("enum").forEach(value -> message.message(20, any(value)));
        JsonNode extra = schema.path("additionalProperties");
        if (extra.isObject()) {
            message.message(21, new WireWriter().message(1, schema(extra)));
        } else if (extra.isBoolean()) {
            message.message(21, new WireWriter().flag(2, extra.asBoolean()));
        }
        if (schema.path("type").isTextual()) {
            message.message(22, new WireWriter().element(1, schema.path("type").asText()));
        }
        if (schema.path("items").isObject()) {
            message.message(23, new WireWriter().message(1, schema(schema.path("items"))));
        }
        if (schema.path("allOf") instanceof ArrayNode all) {
            all.forEach(one -> message.message(24, schema(one)));
        }
        if (schema.path("properties").isObject()) {
            message.message(25, schemas(schema.path("properties")));
        }
        extensions(message, 31, schema);
        return message;
    }

    private static void limits(WireWriter message, JsonNode schema) {
        message.real(6, schema.path("multipleOf").asDouble())
                .real(7, schema.path("maximum").asDouble())
                .flag(8, schema.path("exclusiveMaximum").asBoolean())
                .real(9, schema.path("minimum").asDouble())
                .flag(10, schema.path("exclusiveMinimum").asBoolean())
                .number(11, schema.path("maxLength").asLong())
                .number(12, schema.path("minLength").asLong())
                .text(13, schema.path("pattern").asText(""))
                .number(14, schema.path("maxItems").asLong())
                .number(15, schema.path("minItems").asLong())
                .flag(16, schema.path("uniqueItems").asBoolean())
                .number(17, schema.path("maxProperties").asLong())
                .number(18, schema.path("minProperties").asLong());
    }
}
