package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.internal.protobuf.ProtobufBody;
import io.skep.common.kubeapi.schema.DuplicateFields;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The body of a request as a tree.
 *
 * @param duplicates fields that occur twice in it
 */
record Body(JsonNode tree, List<FieldError> duplicates) {

    /** The media type of a request without its parameters; empty when it names none. */
    static String mediaType(HttpExchange exchange) {
        String header = exchange.findHeader("Content-Type").orElse("");
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a body in JSON or YAML.
     *
     * @throws ApiException 415 for another media type, 400 when it cannot be read
     */
    static Body of(HttpExchange exchange) {
        return switch (mediaType(exchange)) {
            case "", "application/json", "text/json" -> json(exchange.body());
            case "application/yaml", "application/x-yaml", "text/yaml" -> yaml(exchange.body());
            case "application/vnd.kubernetes.protobuf" -> protobuf(exchange.body());
            default -> throw unsupported("");
        };
    }

    static Body json(byte[] bytes) {
        try {
            return new Body(Json.parse(bytes), DuplicateFields.find(bytes));
        } catch (IOException e) {
            throw ApiException.badRequest("the body of the request is no JSON: " + firstLine(e.getMessage()));
        }
    }

    private static Body protobuf(byte[] bytes) {
        try {
            return new Body(new ProtobufBody().read(bytes), List.of());
        } catch (IOException e) {
            throw unsupported(": " + e.getMessage());
        }
    }

    private static ApiException unsupported(String why) {
        return ApiException.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json,"
                        + " application/yaml" + why);
    }

    static Body yaml(byte[] bytes) {
        return Yaml.read(new String(bytes, StandardCharsets.UTF_8));
    }

    static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** The body as an object. */
    ObjectNode object() {
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the body of the request is no object");
    }
}
