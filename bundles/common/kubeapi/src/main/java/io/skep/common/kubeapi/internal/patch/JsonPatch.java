package io.skep.common.kubeapi.internal.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.model.Json;

/** JSON Patch, RFC 6902. */
public final class JsonPatch {

    private static final int MAX_OPERATIONS = 10_000;

    private static final int MAX_COPIED = 3 * 1024 * 1024;

    private JsonNode document;
    private long copies;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    /**
     * The document with the operations applied; it is changed.
     *
     * @throws ApiException 400 when the patch is malformed, 422 when an operation does not apply
     */
    public static JsonNode apply(JsonNode document, JsonNode operations) {
        if (!operations.isArray()) {
            throw ApiException.badRequest("error decoding patch: a JSON patch is an array of operations");
        }
        if (operations.size() > MAX_OPERATIONS) {
            throw ApiException.of(
                    413,
                    "RequestEntityTooLarge",
                    "The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS + ", got "
                            + operations.size());
        }
        JsonPatch patch = new JsonPatch(document);
        operations.forEach(patch::operate);
        return patch.document;
    }

    private void operate(JsonNode operation) {
        JsonPointer path = pointer(operation, "path");
        switch (operation.path("op").asText("")) {
            case "add" -> add(path, value(operation));
            case "remove" -> remove(path);
            case "replace" -> {
                remove(path);
                add(path, value(operation));
            }
            case "move" -> {
                JsonNode moved = require(pointer(operation, "from"));
                remove(pointer(operation, "from"));
                add(path, moved);
            }
            case "copy" -> add(path, copied(require(pointer(operation, "from"))));
            case "test" -> test(path, value(operation));
            default -> throw ApiException.badRequest("error decoding patch: unknown operation " + operation.path("op"));
        }
    }

    /** A copy, counted: copies of copies would otherwise double with each operation. */
    private JsonNode copied(JsonNode original) {
        copies += Json.write(original).length();
        if (copies > MAX_COPIED) {
            throw ApiException.of(
                    413,
                    "RequestEntityTooLarge",
                    "the copy operations of a JSON patch add up to more than " + MAX_COPIED);
        }
        return original.deepCopy();
    }

    private static JsonNode value(JsonNode operation) {
        if (!operation.has("value")) {
            throw ApiException.badRequest("error decoding patch: operation without a value");
        }
        return operation.path("value").deepCopy();
    }

    private static JsonPointer pointer(JsonNode operation, String member) {
        try {
            return JsonPointer.compile(operation.path(member).asText("-"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("error decoding patch: " + e.getMessage());
        }
    }

    private JsonNode require(JsonPointer path) {
        JsonNode found = document.at(path);
        if (found.isMissingNode()) {
            throw refused("path " + path + " does not exist");
        }
        return found;
    }

    private void test(JsonPointer path, JsonNode value) {
        if (!document.at(path).equals(value)) {
            throw refused("testing value " + path + " failed");
        }
    }

    private void add(JsonPointer path, JsonNode value) {
        if (path.matches()) {
            document = value;
            return;
        }
        String last = path.last().getMatchingProperty();
        switch (require(path.head())) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals("-") -> array.add(value);
            case ArrayNode array -> array.insert(index(path, array.size()), value);
            case JsonNode other -> throw refused("path " + path + " leads through " + other.getNodeType());
        }
    }

    private void remove(JsonPointer path) {
        require(path);
        if (path.matches()) {
            throw refused("the whole object cannot be removed");
        }
        switch (document.at(path.head())) {
            case ObjectNode object -> object.remove(path.last().getMatchingProperty());
            case ArrayNode array -> array.remove(index(path, array.size() - 1));
            case JsonNode other -> throw refused("path " + path + " leads through " + other.getNodeType());
        }
    }

    private static int index(JsonPointer path, int most) {
        int index = path.last().getMatchingIndex();
        if (index < 0 || index > most) {
            throw refused("index of path " + path + " is out of bounds");
        }
        return index;
    }

    private static ApiException refused(String why) {
        return ApiException.of(
                422, "Invalid", "the server rejected our request due to an error in our request: " + why);
    }
}
