package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Operations;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;

/** Events that edges report (KubeEdge's later type {@code event}); each is answered, so that an edge knows it arrived. */
final class EventRequests {

    private final KubeClient kube;
    private final Access access;
    private final Outgoing hub;

    EventRequests(KubeClient kube, Access access, Outgoing hub) {
        this.kube = kube;
        this.access = access;
        this.hub = hub;
    }

    /** Inserts or replaces, whichever is possible: an event that is repeated after a cut must not fail. */
    void write(EdgeCommand command) throws InterruptedException {
        try {
            if (!(Contents.tree(command.message()) instanceof ObjectNode content)) {
                throw Answers.badRequest("the content is no event");
            }
            access.requireOwnSubject(command, content);
            ObjectNode event = content.deepCopy();
            event.put("kind", "Event").put("apiVersion", "v1");
            KubeObject.metadata(event)
                    .put("namespace", command.path().namespace())
                    .put("name", command.path().name())
                    .remove("resourceVersion");
            if (command.message().operation().equals(Operations.INSERT)) {
                insert(command, event);
            } else {
                update(command, event);
            }
            hub.send(Answers.ok(command, ""));
        } catch (KubeException e) {
            hub.send(Answers.error(command, e));
        }
    }

    private void insert(EdgeCommand command, ObjectNode event) {
        try {
            kube.create(KubeResource.EVENTS, command.path().namespace(), event);
        } catch (KubeException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
    }

    private void update(EdgeCommand command, ObjectNode event) {
        try {
            access.requireOwnSubject(command, present(command));
            kube.update(KubeResource.EVENTS, event);
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            KubeObject.metadata(event).remove("uid");
            insert(command, event);
        }
    }

    /** The event as it is; of no meaning where the cloud itself may only write events, as KubeEdge's role for cloudcore has it. */
    private ObjectNode present(EdgeCommand command) {
        try {
            return kube.get(
                    KubeResource.EVENTS,
                    command.path().namespace(),
                    command.path().name());
        } catch (KubeException e) {
            if (!e.status().path("reason").asText().equals("Forbidden")) {
                throw e;
            }
            return Json.object();
        }
    }

    void patch(EdgeCommand command) throws InterruptedException {
        try {
            JsonNode patch = Contents.tree(command.message());
            if (!patch.isObject()) {
                throw Answers.badRequest("the patch is no JSON object");
            }
            access.requireOwnSubject(command, present(command));
            access.requireOwnSubject(command, patch);
            kube.patch(
                    KubeResource.EVENTS,
                    command.path().namespace(),
                    command.path().name(),
                    "",
                    PatchType.STRATEGIC,
                    patch);
            hub.send(Answers.ok(command, ""));
        } catch (KubeException e) {
            hub.send(Answers.error(command, e));
        }
    }
}
