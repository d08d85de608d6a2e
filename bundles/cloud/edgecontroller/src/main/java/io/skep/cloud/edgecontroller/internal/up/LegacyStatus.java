package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.Outgoing;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whole statuses as edges before v1.11 report them. */
final class LegacyStatus {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyStatus.class);

    private final KubeClient kube;
    private final Access access;
    private final Outgoing hub;
    private final Duration heartbeat;
    private final InstantSource clock;

    LegacyStatus(KubeClient kube, Access access, Outgoing hub, Duration heartbeat, InstantSource clock) {
        this.kube = kube;
        this.access = access;
        this.hub = hub;
        this.heartbeat = heartbeat;
        this.clock = clock;
    }

    /** Registers the node unless it is there. */
    void insertNode(EdgeCommand command) throws InterruptedException {
        String name = command.path().name();
        try {
            access.requireSelf(command, KubeResource.NODES);
            kube.get(KubeResource.NODES, "", name);
            answerNode(command, "OK", "");
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                answerNode(command, e.status().path("message").asText(), "");
                return;
            }
            answerNode(command, create(command, name), "");
        }
    }

    private String create(EdgeCommand command, String name) {
        if (!(Contents.tree(command.message()) instanceof ObjectNode content)) {
            return "the content is no node";
        }
        access.requireFreeLabels(command, content);
        ObjectNode node = content.deepCopy();
        KubeObject.metadata(node).put("name", name);
        try {
            kube.create(KubeResource.NODES, "", node);
            return "OK";
        } catch (KubeException e) {
            return e.status().path("message").asText();
        }
    }

    /** Replaces the status; what the cloud knows better stays: attached volumes and the endpoint's port. */
    void updateNode(EdgeCommand command) throws InterruptedException {
        String name = command.path().name();
        try {
            access.requireSelf(command, KubeResource.NODES);
            if (!(Contents.tree(command.message()).path("Status") instanceof ObjectNode reported)) {
                return;
            }
            ObjectNode node = kube.get(KubeResource.NODES, "", name).deepCopy();
            ObjectNode status = reported.deepCopy();
            JsonNode before = node.path("status");
            if (before.has("volumesAttached")) {
                status.set("volumesAttached", before.path("volumesAttached"));
            }
            if (before.has("daemonEndpoints")) {
                status.set("daemonEndpoints", before.path("daemonEndpoints"));
            }
            freshenHeartbeats(status);
            node.set("status", status);
            ObjectNode after = kube.updateStatus(KubeResource.NODES, node);
            answerNode(command, "OK", KubeObject.resourceVersion(after));
        } catch (KubeException e) {
            LOG.warn("status of node {} not taken over: {}", name, e.line());
        }
    }

    private void freshenHeartbeats(ObjectNode status) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        for (JsonNode condition : status.path("conditions")) {
            if (condition instanceof ObjectNode object
                    && isOld(object.path("lastHeartbeatTime").asText(""), now)) {
                object.put("lastHeartbeatTime", now.toString());
            }
        }
    }

    private boolean isOld(String time, Instant now) {
        try {
            return time.isEmpty() || Duration.between(Instant.parse(time), now).compareTo(heartbeat) > 0;
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    private void answerNode(EdgeCommand command, String text, String version) throws InterruptedException {
        ResourcePath path = command.path();
        String resource = ResourcePath.cloud(path.node(), path.namespace(), "node", path.name());
        hub.send(Answers.onResource(command, resource, text, version));
    }

    /** One status, or a list of them. */
    void updatePods(EdgeCommand command) throws InterruptedException {
        JsonNode content = Contents.tree(command.message());
        try {
            if (content.isArray()) {
                for (JsonNode request : content) {
                    updatePod(command, request);
                }
            } else {
                updatePod(command, content);
            }
            hub.send(Answers.ok(command, ""));
        } catch (KubeException e) {
            hub.send(Answers.error(command, e));
        }
    }

    private void updatePod(EdgeCommand command, JsonNode request) throws InterruptedException {
        String name = request.path("Name").asText("");
        Optional<ObjectNode> pod = find(command, name);
        if (pod.isEmpty()
                || !KubeObject.uid(pod.get()).equals(request.path("UID").asText())) {
            tellOrphan(command, name);
            return;
        }
        ObjectNode status = request.path("Status") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        JsonNode startTime = pod.get().path("status").path("startTime");
        if (startTime.isTextual()) {
            status.set("startTime", startTime);
        }
        ObjectNode after = pod.get().deepCopy();
        after.set("status", status);
        kube.updateStatus(KubeResource.PODS, after);
        if (KubeObject.isTerminating(after) && hasEnded(status)) {
            ObjectNode options = Json.object();
            options.put("gracePeriodSeconds", 0);
            options.putObject("preconditions").put("uid", KubeObject.uid(after));
            kube.delete(KubeResource.PODS, command.path().namespace(), name, options);
        }
    }

    private Optional<ObjectNode> find(EdgeCommand command, String name) {
        try {
            access.requirePod(command, name);
            return Optional.of(kube.get(KubeResource.PODS, command.path().namespace(), name));
        } catch (KubeException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean hasEnded(JsonNode status) {
        String phase = status.path("phase").asText();
        boolean running = false;
        for (JsonNode container : status.path("containerStatuses")) {
            running |= container.path("state").has("running");
        }
        return !running && (phase.equals("Succeeded") || phase.equals("Failed"));
    }

    /** The edge runs a pod that the cloud does not know: a delete without uid makes it look for itself. */
    private void tellOrphan(EdgeCommand command, String name) throws InterruptedException {
        String namespace = command.path().namespace();
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("name", name).put("namespace", namespace).putNull("creationTimestamp");
        pod.putObject("spec").putNull("containers");
        pod.putObject("status");
        String resource = ResourcePath.cloud(command.path().node(), namespace, "pod", name);
        hub.send(Message.of("edgecontroller", "resource", Operations.DELETE, resource, pod));
    }
}
