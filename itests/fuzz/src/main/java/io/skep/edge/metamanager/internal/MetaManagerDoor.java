package io.skep.edge.metamanager.internal;

import io.skep.beehive.api.Message;

/** How metamanager reads messages. */
public final class MetaManagerDoor {

    private MetaManagerDoor() {}

    /** The name of the command that a message is read as. */
    public static String command(Message message) {
        return MetaCommand.from(message).getClass().getSimpleName();
    }
}
