package io.skep.cloud.cloudhub.internal.uds;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.ResourcePath;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Carries a volume call of a CSI driver to the node that it names, and the answer back. */
final class VolumeCalls {

    private static final Set<String> OPERATIONS =
            Set.of("createvolume", "deletevolume", "controllerpublishvolume", "controllerunpublishvolume");
    private static final String HUB = "cloudhub";

    private final ModuleContext context;
    private final Predicate<String> connected;
    private final Duration timeout;

    /** @param connected whether a node has a session */
    VolumeCalls(ModuleContext context, Predicate<String> connected, Duration timeout) {
        this.context = context;
        this.connected = connected;
        this.timeout = timeout;
    }

    /** What the driver is told: the edge's answer, or an error from the hub. */
    Message answer(Message request) throws InterruptedException {
        try {
            return call(request);
        } catch (SkepException e) {
            return request.error(HUB, e.line());
        }
    }

    private Message call(Message request) throws InterruptedException {
        ResourcePath path = ResourcePath.parseCloud(request.resource())
                .filter(found -> found.type().equals("volume") && !found.name().isEmpty())
                .filter(found -> OPERATIONS.contains(request.operation()))
                .orElseThrow(() -> new SkepException(
                        UdsError.NOT_SERVED, "The unix socket serves volume calls only, and a request is none."));
        if (!connected.test(path.node())) {
            throw new SkepException(
                    UdsError.NOT_CONNECTED, "The volume call cannot be made: node " + path.node() + " is away.");
        }
        try {
            return context.sendSync(HUB, forEdge(request), timeout).withParentId(request.id());
        } catch (BusException e) {
            if (e.code() != BusError.TIMEOUT) {
                throw e;
            }
            throw new SkepException(
                    UdsError.NO_ANSWER,
                    "Node " + path.node() + " did not answer " + request.operation() + " within " + timeout.toSeconds()
                            + " s.",
                    e);
        }
    }

    /**
     * An edge takes a message with a parent for an answer, and one of another group not at all. The id is one that no other node can guess, as whoever
     * names it answers the call.
     */
    private static Message forEdge(Message request) {
        return request.withId(UUID.randomUUID().toString()).withParentId("").withRoute(HUB, "resource");
    }
}
