package io.skep.edge.metamanager.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import io.skep.edge.store.OutboxEntry;

/** Which reports take the place of an older one that still waits. */
final class Reports {

    private Reports() {}

    /** How a report waits for the cloud; an event is left out first when there is no room. */
    static OutboxEntry entry(Message message, ResourcePath path) {
        return new OutboxEntry(key(message, path), path.type().equals("event"), message);
    }

    /**
     * A status replaces the older status of the same object, an event the same event, a delete the same delete. What is inserted stands alone: its key
     * is empty.
     */
    private static String key(Message message, ResourcePath path) {
        JsonNode content = Contents.tree(message);
        if (path.type().equals("event")) {
            return message.resource();
        }
        return switch (message.operation()) {
            case Operations.PATCH, Operations.UPDATE -> message.resource() + "#" + KubeObject.uid(content);
            case Operations.DELETE ->
                "delete " + message.resource() + "#"
                        + content.path("preconditions").path("uid").asText("");
            default -> "";
        };
    }
}
