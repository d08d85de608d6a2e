package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.Message;
import io.skep.cloud.cloudhub.internal.session.Downstream;
import java.util.Optional;

/** How the hub reads messages of edges and for edges. */
public final class HubDoor {

    private HubDoor() {}

    /** Where a message of that node would go, with the message as it goes there; empty when nowhere. */
    public static Optional<Message> up(String node, Message message) {
        return switch (Upstream.parse(node, message)) {
            case Upstream.ToModule(String module, Message forward) -> Optional.of(forward);
            case Upstream.ToGroup(String group, Message forward) -> Optional.of(forward);
            default -> Optional.empty();
        };
    }

    /** The node that a message of the bus is for. */
    public static Optional<String> down(Message message) {
        return Downstream.parse(message).map(Downstream::node);
    }
}
