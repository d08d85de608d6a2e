package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what the cloud sent to the modules (KubeEdge's routeToEdge). */
final class Downstream {

    private static final Logger LOG = LoggerFactory.getLogger(Downstream.class);
    private static final int MAX_COMPLAINTS = 100;

    private final ModuleContext context;
    private final OutboxSender outbox;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    Downstream(ModuleContext context, OutboxSender outbox) {
        this.context = context;
        this.outbox = outbox;
    }

    /** True for a push that the cloud repeats until it is acknowledged. */
    static boolean isRepeated(Message message) {
        return !message.isResponse()
                && message.group().equals("resource")
                && (!message.resourceVersion().isEmpty() || message.operation().equals(Operations.DELETE));
    }

    /** Waits for room as long as it takes: the cloud would not repeat everything that it sends. */
    void dispatch(Message message) throws InterruptedException {
        if (message.isResponse() && outbox.isMarker(message)) {
            return;
        }
        boolean waits = true;
        while (waits) {
            waits = false;
            try {
                route(message);
            } catch (BusException e) {
                waits = e.code() == BusError.MAILBOX_FULL;
                complain(e.code().code() + message.group(), message, e.getMessage(), waits);
            }
        }
    }

    private void route(Message message) throws InterruptedException {
        boolean ours = message.isResponse() && outbox.answered(message);
        switch (message.group()) {
            case "twin" -> context.sendToGroup("twin", message);
            case "resource", "func" -> {
                if (message.isResponse()) {
                    respond(message, ours);
                } else {
                    context.sendToGroup("meta", message);
                }
            }
            case "user" -> {
                if (message.isResponse()) {
                    respond(message, ours);
                } else {
                    user(message);
                }
            }
            case "nodeupgradejobcontroller" ->
                complain(message.group(), message, "upgrades of the node are not supported");
            default -> complain("group " + message.group(), message, "its group is not served");
        }
    }

    /**
     * An answer to an entry of the outbox goes to the metamanager: who reported waits for its OK under the same id, and must not get the cloud's answer
     * instead when that is faster. Any other goes to who waits for it. When nobody does (any more), one that the cloud repeats until it is acknowledged
     * (it has a resource version) goes to the metamanager.
     */
    private void respond(Message message, boolean ours) throws InterruptedException {
        if (!ours && context.respond(message)) {
            return;
        }
        if (ours || !message.resourceVersion().isEmpty()) {
            context.sendToGroup("meta", message);
        } else {
            LOG.debug("nobody waits for {}", message);
        }
    }

    private void user(Message message) throws InterruptedException {
        switch (message.source()) {
            case "router_eventbus" -> context.send("eventbus", message);
            case "router_servicebus" -> context.send("servicebus", message);
            default -> context.sendToGroup("bus", message);
        }
    }

    private void complain(String once, Message message, String reason) {
        complain(once, message, reason, false);
    }

    private void complain(String once, Message message, String reason, boolean waits) {
        if (complaints.size() < MAX_COMPLAINTS && complaints.add(once)) {
            String what = waits ? "waits for room, and all behind it" : "is dropped, as all of its kind";
            LOG.warn("{} from the cloud {}: {}", message, what, reason);
        }
    }
}
