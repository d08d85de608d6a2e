package io.skep.edge.edgehub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Contents;
import io.skep.common.model.ResourcePath;

/** What proves that a message has arrived, and which messages must not overtake one another. */
final class Proof {

    /** Operation that the link's own layer of every cloud answers, Go's too, after it has handed on all that came before. */
    static final String MARKER = "ping";

    private static final String UPLOAD = "upload";

    private Proof() {}

    /**
     * True for what no cloud answers: uploads to the router, states of devices, questions for the list of devices. It has arrived when the answer to a
     * marker has come that was sent after it.
     */
    static boolean isUnanswered(Message message) {
        return message.operation().equals(UPLOAD)
                || message.group().equals("user")
                || message.resource().endsWith("/state/update")
                || message.resource().startsWith("membership/");
    }

    static Message marker() {
        return Message.of("websocket", "resource", MARKER, "node", MARKER);
    }

    /** The cloud could not do it now. */
    static boolean isTemporaryFailure(Message answer) {
        JsonNode content = Contents.tree(answer);
        JsonNode status = content.has("ErrStatus")
                ? content.path("ErrStatus")
                : content.path("Err").path("ErrStatus");
        return switch (status.path("code").asInt()) {
            case 429, 500, 503, 504 -> true;
            default -> false;
        };
    }

    /** A Go cloud v1.15 does not know events. */
    static boolean isEvent(Message message) {
        return ResourcePath.parseEdge(message.resource())
                .filter(path -> path.type().equals("event"))
                .isPresent();
    }

    /** The object that a message is about: a pod's patch, status and delete are about the same one. */
    static String object(Message message) {
        return ResourcePath.parseEdge(message.resource())
                .map(path -> ResourcePath.edge(path.namespace(), type(path.type()), path.name()))
                .orElse(message.resource());
    }

    private static String type(String word) {
        return switch (word) {
            case "podpatch", "podstatus" -> "pod";
            case "nodepatch", "nodestatus" -> "node";
            default -> word;
        };
    }
}
