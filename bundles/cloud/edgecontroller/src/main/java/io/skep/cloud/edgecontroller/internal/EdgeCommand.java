package io.skep.cloud.edgecontroller.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.common.model.ResourcePath;
import java.util.Optional;

/** What an edge asks for: one constant per pair of resource type and operation that is served. */
public record EdgeCommand(Action action, ResourcePath path, Message message) {

    /** The pairs of KubeEdge v1.15, and its later {@code event}. */
    public enum Action {
        /** Its session has begun. */
        CONNECTED,
        NODE_INSERT,
        NODE_QUERY,
        NODE_UPDATE,
        NODE_PATCH,
        NODE_STATUS_INSERT,
        NODE_STATUS_UPDATE,
        POD_PATCH,
        POD_STATUS,
        POD_INSERT,
        POD_DELETE,
        /** Skep's: the edge has lost its store. */
        POD_LIST,
        LEASE_INSERT,
        LEASE_UPDATE,
        LEASE_QUERY,
        CONFIGMAP_QUERY,
        SECRET_QUERY,
        VOLUME_QUERY,
        CLAIM_QUERY,
        ATTACHMENT_QUERY,
        TOKEN_QUERY,
        EVENT_INSERT,
        EVENT_UPDATE,
        EVENT_PATCH
    }

    /** Reads a message of the hub; empty for everything that is not served. */
    static Optional<EdgeCommand> parse(Message message) {
        if (message.source().equals("cloudhub") && message.operation().equals("connected")) {
            return ResourcePath.nodeOf(message.resource())
                    .map(node ->
                            new EdgeCommand(Action.CONNECTED, new ResourcePath(node, "null", "node", node), message));
        }
        return ResourcePath.parseCloud(message.resource())
                .filter(path -> !path.name().isEmpty() || path.type().equals("podstatus"))
                .flatMap(path ->
                        action(path.type(), message.operation()).map(action -> new EdgeCommand(action, path, message)));
    }

    private static Optional<Action> action(String type, String operation) {
        return switch (type) {
            case "nodepatch" -> Optional.of(Action.NODE_PATCH);
            case "podpatch" -> Optional.of(Action.POD_PATCH);
            default ->
                switch (operation) {
                    case Operations.QUERY -> query(type);
                    case Operations.INSERT -> insert(type);
                    case Operations.UPDATE -> update(type);
                    case Operations.DELETE -> type.equals("pod") ? Optional.of(Action.POD_DELETE) : Optional.empty();
                    case Operations.PATCH -> type.equals("event") ? Optional.of(Action.EVENT_PATCH) : Optional.empty();
                    default -> Optional.empty();
                };
        };
    }

    private static Optional<Action> query(String type) {
        return Optional.ofNullable(
                switch (type) {
                    case "node" -> Action.NODE_QUERY;
                    case "lease" -> Action.LEASE_QUERY;
                    case "podlist" -> Action.POD_LIST;
                    case "configmap" -> Action.CONFIGMAP_QUERY;
                    case "secret" -> Action.SECRET_QUERY;
                    case "persistentvolume" -> Action.VOLUME_QUERY;
                    case "persistentvolumeclaim" -> Action.CLAIM_QUERY;
                    case "volumeattachment" -> Action.ATTACHMENT_QUERY;
                    case "serviceaccounttoken" -> Action.TOKEN_QUERY;
                    default -> null;
                });
    }

    private static Optional<Action> insert(String type) {
        return Optional.ofNullable(
                switch (type) {
                    case "node" -> Action.NODE_INSERT;
                    case "nodestatus" -> Action.NODE_STATUS_INSERT;
                    case "pod" -> Action.POD_INSERT;
                    case "lease" -> Action.LEASE_INSERT;
                    case "event" -> Action.EVENT_INSERT;
                    default -> null;
                });
    }

    private static Optional<Action> update(String type) {
        return Optional.ofNullable(
                switch (type) {
                    case "node" -> Action.NODE_UPDATE;
                    case "nodestatus" -> Action.NODE_STATUS_UPDATE;
                    case "podstatus" -> Action.POD_STATUS;
                    case "lease" -> Action.LEASE_UPDATE;
                    case "event" -> Action.EVENT_UPDATE;
                    default -> null;
                });
    }

    /** Requests of one lane are worked on in order: those of one node about the same object. */
    String lane() {
        String family = path.type().startsWith("node") ? "node" : path.type().startsWith("pod") ? "pod" : path.type();
        return path.node() + "/" + path.namespace() + "/" + family + "/" + path.name();
    }
}
