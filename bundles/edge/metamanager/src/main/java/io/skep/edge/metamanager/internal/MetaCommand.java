package io.skep.edge.metamanager.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import io.skep.common.model.ResourcePath;
import java.util.Optional;
import java.util.Set;

/** What the metamanager can be asked. */
sealed interface MetaCommand {

    Set<String> PUSHERS = Set.of("edgecontroller", "dynamiccontroller", "devicecontroller", "policycontroller");
    Set<String> VOLUME_OPERATIONS =
            Set.of("createvolume", "deletevolume", "controllerpublishvolume", "controllerunpublishvolume");

    /** The link came or went. */
    record Connection(boolean connected) implements MetaCommand {}

    /** The cloud has put, changed or removed an object. */
    record Push(Message message, ResourcePath path, Change change) implements MetaCommand {}

    enum Change {
        INSERT,
        UPDATE,
        DELETE
    }

    /** A module wants an object. */
    record Ask(Message message, ResourcePath path) implements MetaCommand {}

    /** A module wants the cloud to do something and waits for what it says: node and lease. */
    record CallCloud(Message message) implements MetaCommand {}

    /** Something that the cloud has to learn, now or later. */
    record Report(Message message, ResourcePath path) implements MetaCommand {}

    /** The cloud has answered a report, or a question for whose answer nobody waits any more. */
    record LateAnswer(Message message, ResourcePath path) implements MetaCommand {}

    /** A module answers the cloud. */
    record Reply(Message message) implements MetaCommand {}

    /** A volume call of the cloud to edged. */
    record Volume(Message message) implements MetaCommand {}

    /** Kept, but neither handed on nor acknowledged. */
    record KeepOnly(Message message, ResourcePath path) implements MetaCommand {}

    record Unsupported(Message message) implements MetaCommand {}

    static MetaCommand from(Message message) {
        if (message.operation().equals(Operations.CONNECT) && message.resource().equals("node/connection")) {
            return new Connection(Contents.text(message).equals("cloud_connected"));
        }
        if (VOLUME_OPERATIONS.contains(message.operation())) {
            return new Volume(message);
        }
        Optional<ResourcePath> path = ResourcePath.parseEdge(message.resource());
        return path.isEmpty() ? new Unsupported(message) : from(message, path.get());
    }

    private static MetaCommand from(Message message, ResourcePath path) {
        boolean edged = message.source().equals("edged");
        return switch (message.operation()) {
            case Operations.QUERY -> new Ask(message, path);
            case Operations.INSERT -> edged ? insert(message, path) : new Push(message, path, Change.INSERT);
            case Operations.UPDATE -> edged ? update(message, path) : pushedUpdate(message, path);
            case Operations.PATCH -> edged ? new Report(message, path) : new Unsupported(message);
            case Operations.DELETE -> edged ? delete(message, path) : new Push(message, path, Change.DELETE);
            case Operations.RESPONSE ->
                PUSHERS.contains(message.source()) ? new LateAnswer(message, path) : new Reply(message);
            default -> new Unsupported(message);
        };
    }

    private static MetaCommand insert(Message message, ResourcePath path) {
        return switch (path.type()) {
            case "pod", "event" -> new Report(message, path);
            default -> new CallCloud(message);
        };
    }

    private static MetaCommand update(Message message, ResourcePath path) {
        return path.type().equals("lease") ? new CallCloud(message) : new Report(message, path);
    }

    private static MetaCommand pushedUpdate(Message message, ResourcePath path) {
        return PUSHERS.contains(message.source())
                ? new Push(message, path, Change.UPDATE)
                : new KeepOnly(message, path);
    }

    private static MetaCommand delete(Message message, ResourcePath path) {
        return switch (path.type()) {
            case "pod", "event" -> new Report(message, path);
            default -> new Unsupported(message);
        };
    }
}
