package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.verbs.Continuation;
import io.skep.common.kubeapi.internal.verbs.Page;
import io.skep.common.kubeapi.table.Tables;
import io.skep.common.kubeapi.table.Tables.Include;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/** Writes objects, lists and refusals in the form that the client asked for. */
final class Answers {

    static final String JSON = "application/json";

    private final Clock clock;

    Answers(Clock clock) {
        this.clock = clock;
    }

    void status(HttpExchange exchange, ApiException refusal) {
        int retry = refusal.status().path("details").path("retryAfterSeconds").asInt();
        if (retry > 0) {
            exchange.setHeader("Retry-After", Integer.toString(retry));
        }
        exchange.respond(refusal.httpCode(), JSON, Json.writeBytes(refusal.status()));
    }

    void json(HttpExchange exchange, int status, ObjectNode body) {
        exchange.respond(status, JSON, Json.writeBytes(body));
    }

    static void warn(HttpExchange exchange, List<String> warnings) {
        if (!warnings.isEmpty()) {
            String header = warnings.stream()
                    .limit(20)
                    .map(text -> "299 - \""
                            + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[^\\x20-\\x7e]", "?") + "\"")
                    .collect(Collectors.joining(", "));
            exchange.setHeader("Warning", header);
        }
    }

    void object(HttpExchange exchange, int status, Resource resource, ObjectNode object, Representation form) {
        exchange.respond(status, JSON, Json.writeBytes(formed(exchange, resource, object, form, true)));
    }

    /** One object in the form asked for. */
    ObjectNode formed(
            HttpExchange exchange, Resource resource, ObjectNode object, Representation form, boolean withColumns) {
        if (form.isTable()) {
            return Tables.table(
                    resource.columns().get(),
                    List.of(object),
                    object.path("metadata"),
                    include(exchange),
                    withColumns,
                    clock.instant());
        }
        return form.isMetadata() ? metadataOnly(object) : object;
    }

    private static ObjectNode metadataOnly(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private static Include include(HttpExchange exchange) {
        return switch (new Parameters(exchange).includeObject()) {
            case "None" -> Include.NONE;
            case "", "Metadata" -> Include.METADATA;
            case "Object" -> Include.OBJECT;
            case String other ->
                throw ApiException.badRequest("unrecognized includeObject value: " + Json.write(other));
        };
    }

    void list(HttpExchange exchange, Resource resource, Page page, Representation form) throws IOException {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(page.revision()));
        page.next().map(Continuation::token).ifPresent(token -> metadata.put("continue", token));
        page.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        if (form.isTable()) {
            List<ObjectNode> objects = page.objects().stream()
                    .map(StoredObject::tree)
                    .map(resource::shown)
                    .toList();
            json(
                    exchange,
                    200,
                    Tables.table(
                            resource.columns().get(), objects, metadata, include(exchange), true, clock.instant()));
            return;
        }
        ListBody body = new ListBody(
                listHead(resource, metadata, form),
                page,
                object -> form.isMetadata() ? Json.writeBytes(metadataOnly(object.tree())) : bytes(resource, object));
        body.answer(exchange);
    }

    private static ObjectNode listHead(Resource resource, ObjectNode metadata, Representation form) {
        ServedResource served = resource.served();
        ObjectNode head = form.isMetadata()
                ? Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1")
                : Json.object().put("kind", served.kind() + "List").put("apiVersion", served.apiVersion());
        head.set("metadata", metadata);
        return head;
    }

    /** An object as it is served, in JSON. */
    static byte[] bytes(Resource resource, StoredObject object) {
        return resource.servesAsStored() ? object.json() : Json.writeBytes(resource.shown(object.tree()));
    }

    /** What a deletion answers when the object is gone. */
    static ObjectNode deleted(Resource resource, ObjectNode object) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", KubeObject.name(object));
        if (!resource.served().group().isEmpty()) {
            details.put("group", resource.served().group());
        }
        details.put("kind", resource.served().plural()).put("uid", KubeObject.uid(object));
        return status;
    }
}
