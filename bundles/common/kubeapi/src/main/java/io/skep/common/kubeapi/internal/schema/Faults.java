package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.kubeapi.schema.FieldError.Kind;
import io.skep.common.kubeapi.schema.Schema;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.List;

/** Collects the faults of one object, in the API server's words, up to the bound. */
final class Faults {

    private final List<FieldError> found = new ArrayList<>();

    List<FieldError> list() {
        return List.copyOf(found);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    boolean isFull() {
        return found.size() >= Schema.MAX_ERRORS;
    }

    void unknown(String path) {
        add(Kind.UNKNOWN, path, "unknown field \"" + path + "\"");
    }

    void required(String path) {
        add(Kind.REQUIRED, path, "Required value");
    }

    void wrongType(String path, JsonNode value, String expected) {
        String got = typeOf(value);
        invalid(path, quote(got), path + " in body must be of type " + expected + ": " + quote(got));
    }

    void wrongFormat(String path, JsonNode value, String format) {
        invalid(path, show(value), path + " in body must be of type " + format + ": " + quote(value.asText()));
    }

    void invalid(String path, String shown, String why) {
        add(Kind.INVALID, path, "Invalid value: " + shown + ": " + why);
    }

    void add(Kind kind, String path, String message) {
        if (!isFull()) {
            found.add(new FieldError(kind, path, message));
        }
    }

    static String child(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    static String show(JsonNode value) {
        String text = value.isTextual() ? quote(value.asText()) : Json.write(value);
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    static String quote(String text) {
        return Json.write(text);
    }

    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> "null";
        };
    }
}
