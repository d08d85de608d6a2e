package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;

/** Status, mirror pods and the end of pods. */
final class PodRequests {

    private static final String RECREATED = "might have been deleted and then recreated";

    private final KubeClient kube;
    private final Access access;
    private final Outgoing hub;

    PodRequests(KubeClient kube, Access access, Outgoing hub) {
        this.kube = kube;
        this.access = access;
        this.hub = hub;
    }

    void patch(EdgeCommand command) throws InterruptedException {
        String name = command.path().name();
        try {
            access.requirePod(command, name);
            JsonNode patch = Contents.tree(command.message());
            if (!patch.isObject()) {
                throw Answers.badRequest("the patch is no JSON object");
            }
            access.requireStatusOnly(command, patch);
            ObjectNode pod = kube.patch(
                    KubeResource.PODS, command.path().namespace(), name, "status", PatchType.STRATEGIC, patch);
            hub.send(Answers.done(command, pod, true));
        } catch (KubeException e) {
            hub.send(Answers.failed(command, Answers.noPod(), e));
        }
    }

    /** A mirror pod: the edge may make no others. */
    void insert(EdgeCommand command) throws InterruptedException {
        try {
            if (!(Contents.tree(command.message()) instanceof ObjectNode content)) {
                throw Answers.badRequest("the content of a pod insert is no pod");
            }
            access.requireMirror(command, content);
            ObjectNode pod = content.deepCopy();
            KubeObject.metadata(pod)
                    .put("namespace", command.path().namespace())
                    .put("name", command.path().name());
            ObjectNode made = kube.create(KubeResource.PODS, command.path().namespace(), pod);
            hub.send(Answers.done(command, made, false));
        } catch (KubeException e) {
            hub.send(Answers.failed(command, Answers.noPod(), e));
        }
    }

    /** The edge has removed the pod; one that is gone or was made anew counts as removed. */
    void delete(EdgeCommand command) throws InterruptedException {
        try {
            access.requirePod(command, command.path().name());
            kube.delete(
                    KubeResource.PODS,
                    command.path().namespace(),
                    command.path().name(),
                    options(command));
            hub.send(Answers.ok(command, ""));
        } catch (KubeException e) {
            boolean gone = e.isNotFound() || e.status().path("message").asText().contains(RECREATED);
            hub.send(gone ? Answers.ok(command, "") : Answers.error(command, e));
        }
    }

    /** DeleteOptions, or the uid alone as old edges send it. */
    private static JsonNode options(EdgeCommand command) {
        JsonNode content = Contents.tree(command.message());
        if (content.isObject()) {
            return content;
        }
        ObjectNode options = Json.object();
        options.put("gracePeriodSeconds", 0);
        if (!content.asText("").isEmpty()) {
            options.putObject("preconditions").put("uid", content.asText());
        }
        return options;
    }
}
