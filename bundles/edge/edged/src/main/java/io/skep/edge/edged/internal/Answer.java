package io.skep.edge.edged.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;

/** What the metamanager said, for the cloud or from its own store. */
public sealed interface Answer {

    /** @param fromStore the edge's last copy, because the cloud did not answer */
    record Found(JsonNode object, boolean fromStore) implements Answer {}

    /** @param fromStore the edge has no copy, and the cloud did not answer */
    record Missing(boolean fromStore, String message) implements Answer {}

    /** The cloud said no. */
    record Refused(String reason, String message) implements Answer {}

    /** There was no answer. */
    record Failed(String message) implements Answer {}

    /** Reads an answer in any of its forms. */
    static Answer of(Message message) {
        if (message.operation().equals(Operations.ERROR)) {
            return new Failed(Contents.text(message));
        }
        if (message.source().equals("metamanager")) {
            return stored(Contents.tree(message));
        }
        JsonNode content = Contents.tree(message);
        if (content.has("Object") && content.has("Err")) {
            JsonNode failure = content.path("Err");
            return failure.isNull() ? new Found(content.path("Object"), false) : refused(failure);
        }
        return content.has("ErrStatus") ? refused(content) : new Found(content, false);
    }

    private static Answer stored(JsonNode rows) {
        if (!rows.isArray()) {
            return new Found(rows, false);
        }
        if (rows.isEmpty()) {
            return new Missing(true, "it is not known here, and the cloud cannot be asked");
        }
        try {
            return new Found(Json.parse(rows.get(0).asText()), true);
        } catch (JsonProcessingException e) {
            return new Failed("the stored copy is no JSON");
        }
    }

    private static Answer refused(JsonNode failure) {
        JsonNode status = failure.path("ErrStatus");
        String reason = status.path("reason").asText("Unknown");
        String message = status.path("message").asText("the cloud gave no reason");
        return reason.equals("NotFound") ? new Missing(false, message) : new Refused(reason, message);
    }
}
