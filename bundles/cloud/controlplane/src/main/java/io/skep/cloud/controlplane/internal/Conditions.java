package io.skep.cloud.controlplane.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Reads and makes the conditions in the status of nodes and pods. */
public final class Conditions {

    private Conditions() {}

    public static Optional<JsonNode> find(JsonNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    /** The status of a condition, empty when there is none. */
    public static String status(JsonNode object, String type) {
        return find(object, type)
                .map(condition -> condition.path("status").asText(""))
                .orElse("");
    }

    public static ObjectNode of(String type, String status, String reason, String message, Instant now) {
        return Json.object()
                .put("type", type)
                .put("status", status)
                .put("reason", reason)
                .put("message", message)
                .put("lastTransitionTime", time(now));
    }

    /** A strategic merge patch of the status that sets these conditions. */
    public static ObjectNode patch(Iterable<ObjectNode> conditions) {
        ObjectNode patch = Json.object();
        var list = patch.putObject("status").putArray("conditions");
        conditions.forEach(list::add);
        return patch;
    }

    /** A time as the API writes it, to the second. */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
