package io.skep.edge.edged.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The metamanager with a cloud behind it, as edged sees them: answers calls, keeps reports. */
public final class FakeCloud {

    public final Map<String, JsonNode> objects = new ConcurrentHashMap<>();
    public final List<JsonNode> pods = new CopyOnWriteArrayList<>();
    public final List<Message> reports = new CopyOnWriteArrayList<>();
    public final List<Message> calls = new CopyOnWriteArrayList<>();
    public volatile boolean online = true;

    public FakeCloud(Probe metamanager) {
        metamanager.answering(this::answer);
    }

    private Optional<Message> answer(Message request) {
        if (!request.sync()) {
            reports.add(request);
            return Optional.empty();
        }
        calls.add(request);
        if (request.resource().endsWith("/pod")) {
            return Optional.of(fromStore(request, pods));
        }
        if (!online) {
            JsonNode object = objects.get(request.resource());
            return Optional.of(fromStore(request, object == null ? List.of() : List.of(object)));
        }
        return Optional.of(request.response(fromCloud(request)).withRoute("edgecontroller", "resource"));
    }

    private static Message fromStore(Message request, List<JsonNode> found) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        found.forEach(object -> rows.add(Json.write(object)));
        return request.response(rows).withRoute("metamanager", "meta");
    }

    private JsonNode fromCloud(Message request) {
        boolean lease = request.resource().contains("/lease/");
        JsonNode known = objects.get(request.resource());
        return switch (request.operation()) {
            case "query" -> {
                if (request.resource().contains("/serviceaccounttoken/")) {
                    ObjectNode token = (ObjectNode) Json.tree(request.content()).deepCopy();
                    token.withObjectProperty("status").put("token", "token-of-" + request.resource());
                    yield token;
                }
                if (known == null) {
                    yield lease ? result(null, failure("NotFound")) : failure("NotFound");
                }
                yield lease ? result(known, null) : known;
            }
            case "insert" -> {
                if (known != null) {
                    yield result(null, failure("AlreadyExists"));
                }
                ObjectNode object = ((ObjectNode) Contents.tree(request)).deepCopy();
                object.withObjectProperty("metadata").put("uid", "uid-" + objects.size());
                objects.put(request.resource(), object);
                yield result(object, null);
            }
            default -> {
                objects.put(request.resource(), Contents.tree(request));
                yield result(Contents.tree(request), null);
            }
        };
    }

    private static ObjectNode failure(String reason) {
        ObjectNode failure = Json.object();
        failure.putObject("ErrStatus").put("reason", reason).put("message", "it is " + reason);
        return failure;
    }

    private static ObjectNode result(JsonNode object, JsonNode failure) {
        ObjectNode result = Json.object();
        result.set("Object", object);
        result.set("Err", failure);
        return result;
    }

    public List<Message> calls(String operation, String type) {
        return calls.stream()
                .filter(call ->
                        call.operation().equals(operation) && call.resource().contains("/" + type + "/"))
                .toList();
    }

    public List<Message> reports(String operation, String type) {
        return reports.stream()
                .filter(call ->
                        call.operation().equals(operation) && call.resource().contains("/" + type + "/"))
                .toList();
    }

    /** Waits for the report of this number, counted from 1. */
    public Message awaitReport(String operation, String type, int number) {
        Await.until(
                operation + " " + type + " number " + number,
                () -> reports(operation, type).size() >= number);
        return reports(operation, type).get(number - 1);
    }
}
