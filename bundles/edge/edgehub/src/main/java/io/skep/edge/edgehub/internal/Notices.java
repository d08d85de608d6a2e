package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the other modules of the edge whether the cloud is there, and answers who asks. */
final class Notices {

    static final String RESOURCE = "node/connection";
    static final String CONNECTED = "cloud_connected";
    static final String DISCONNECTED = "cloud_disconnected";

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final String SOURCE = "edgehub";
    private static final List<String> GROUPS = List.of("twin", "meta", "bus", "edged");

    private Notices() {}

    /**
     * To the groups twin, meta and bus, and last to edged, which then finds metamanager told; a group without members is none of our business.
     */
    static void publish(ModuleContext context, boolean connected) throws InterruptedException {
        for (String group : GROUPS) {
            try {
                context.sendToGroup(group, Message.of(SOURCE, group, Operations.CONNECT, RESOURCE, content(connected)));
            } catch (BusException e) {
                LOG.debug("group {} is not told about the connection: {}", group, e.getMessage());
            }
        }
    }

    /** True for a module that asks whether the cloud is there: operation query on {@code node/connection}. */
    static boolean asks(Message message) {
        return message.operation().equals(Operations.QUERY)
                && message.resource().equals(RESOURCE);
    }

    static Message answer(Message question, boolean connected) {
        return question.response(content(connected)).withRoute(SOURCE, question.group());
    }

    private static String content(boolean connected) {
        return connected ? CONNECTED : DISCONNECTED;
    }
}
