package io.skep.cloud.edgecontroller.internal;

import io.skep.beehive.api.Message;
import java.util.Optional;

/** How edgecontroller reads what an edge asks for. */
public final class EdgeControllerDoor {

    private EdgeControllerDoor() {}

    /** The node in whose name it would act; empty when it serves no such message. */
    public static Optional<String> node(Message message) {
        return EdgeCommand.parse(message).map(command -> {
            if (command.lane().isEmpty()) {
                throw new AssertionError("a command without a lane");
            }
            return command.path().node();
        });
    }
}
