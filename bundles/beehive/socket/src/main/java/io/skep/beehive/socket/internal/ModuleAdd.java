package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Message;

/** The message by which a module in another process joins: resource {@code module}, operation {@code add}. */
final class ModuleAdd {

    private static final String RESOURCE = "module";
    private static final String OPERATION = "add";

    private ModuleAdd() {}

    static Message of(String module) {
        return Message.of(module, "", OPERATION, RESOURCE, "").withSync(true);
    }

    /** Whether it is about modules at all. */
    static boolean isMeant(Message message) {
        return message.resource().equals(RESOURCE);
    }

    static boolean isAdd(Message message) {
        return isMeant(message) && message.operation().equals(OPERATION);
    }
}
