package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.patch.JsonPatch;
import io.skep.common.kubeapi.internal.patch.MergePatch;
import io.skep.common.kubeapi.schema.StrategicMerge;
import java.util.function.UnaryOperator;

/** Reads a patch by its media type into a function on objects. */
final class Patches {

    private Patches() {}

    static UnaryOperator<ObjectNode> read(HttpExchange exchange, Resource resource) {
        String type = Body.mediaType(exchange);
        return switch (type) {
            case "application/json-patch+json" -> {
                JsonNode operations = Body.json(exchange.body()).tree();
                yield object -> object(JsonPatch.apply(object, operations));
            }
            case "application/merge-patch+json" -> {
                ObjectNode patch = Body.json(exchange.body()).object();
                yield object -> object(MergePatch.apply(object, patch));
            }
            case "application/strategic-merge-patch+json" -> {
                if (resource.isCustom()) {
                    throw unsupported("application/json-patch+json, application/merge-patch+json");
                }
                ObjectNode patch = Body.json(exchange.body()).object();
                yield object -> strategic(object, patch, resource);
            }
            case "application/apply-patch+yaml" ->
                throw ApiException.of(
                        415,
                        "UnsupportedMediaType",
                        "server-side apply is not supported by this API: use client-side apply, `kubectl apply --server-side=false`");
            default ->
                throw unsupported(
                        "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json");
        };
    }

    private static ObjectNode strategic(ObjectNode object, ObjectNode patch, Resource resource) {
        try {
            return StrategicMerge.apply(
                    object,
                    patch,
                    resource.served().group(),
                    resource.served().version(),
                    resource.served().kind());
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        }
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the patched object is no object");
    }

    private static ApiException unsupported(String accepted) {
        return ApiException.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }
}
