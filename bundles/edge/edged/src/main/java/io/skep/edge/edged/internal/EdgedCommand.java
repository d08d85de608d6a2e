package io.skep.edge.edged.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import io.skep.common.model.KubeObject;
import io.skep.common.model.ResourcePath;
import java.util.Optional;

/** What edged can be told. */
sealed interface EdgedCommand {

    /** The pod is, or is to become, like this. */
    record PutPod(ObjectNode pod) implements EdgedCommand {}

    /** The cloud has deleted this pod. */
    record DropPod(String uid) implements EdgedCommand {}

    /** The cloud has deleted a pod but did not say which: the store knows what is left. */
    record ListPods() implements EdgedCommand {}

    /** A ConfigMap or Secret of the namespace has changed. */
    record Refresh(String namespace) implements EdgedCommand {}

    /** The status of a pod was not taken, for example because the store's disk is full. */
    record StatusLost(String pod) implements EdgedCommand {}

    /** The cloud is there: what waits for it need not wait on. */
    record Connected() implements EdgedCommand {}

    record Ignored(String why) implements EdgedCommand {}

    static EdgedCommand from(Message message) {
        Optional<ResourcePath> path = ResourcePath.parseEdge(message.resource());
        if (path.isEmpty()) {
            return new Ignored("no path");
        }
        return switch (path.get().type()) {
            case "pod" -> pod(message);
            case "connection" -> connection(message);
            case "podpatch" -> status(message, path.get());
            case "configmap", "secret" -> new Refresh(path.get().namespace());
            default -> new Ignored("type " + path.get().type());
        };
    }

    private static EdgedCommand status(Message message, ResourcePath path) {
        return message.operation().equals(Operations.ERROR)
                ? new StatusLost(path.namespace() + "/" + path.name())
                : new Ignored("answer to a status");
    }

    private static EdgedCommand connection(Message message) {
        return message.operation().equals(Operations.CONNECT)
                        && Contents.text(message).equals("cloud_connected")
                ? new Connected()
                : new Ignored("the cloud has gone");
    }

    private static EdgedCommand pod(Message message) {
        JsonNode content = Contents.tree(message);
        String uid = KubeObject.uid(content);
        return switch (message.operation()) {
            case Operations.INSERT, Operations.UPDATE ->
                content instanceof ObjectNode pod && !uid.isEmpty() && pod.has("spec")
                        ? new PutPod(pod)
                        : new Ignored("no whole pod");
            case Operations.DELETE -> uid.isEmpty() ? new ListPods() : new DropPod(uid);
            default -> new Ignored("operation " + message.operation());
        };
    }
}
