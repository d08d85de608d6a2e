package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import io.skep.beehive.api.Operations;
import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.Locale;

/** The answers to edges in the shapes that Go edges read. */
final class Answers {

    private static final String OK = "OK";

    private Answers() {}

    /** A plain answer. */
    static Message of(EdgeCommand command, Object content, String resourceVersion) {
        return onResource(command, command.message().resource(), content, resourceVersion);
    }

    /** An answer that carries another resource than the question. */
    static Message onResource(EdgeCommand command, String resource, Object content, String resourceVersion) {
        return new Message(
                MessageId.next(),
                command.message().id(),
                System.currentTimeMillis(),
                resourceVersion,
                false,
                "edgecontroller",
                "resource",
                Operations.RESPONSE,
                resource,
                content);
    }

    static Message ok(EdgeCommand command, String resourceVersion) {
        return of(command, OK, resourceVersion);
    }

    /** The object itself, with kind and apiVersion. */
    static Message object(EdgeCommand command, ObjectNode object) {
        return of(command, object, KubeObject.resourceVersion(object));
    }

    /** The failure of a question: {@code {"ErrStatus":...}}. */
    static Message error(EdgeCommand command, KubeException failure) {
        return of(command, errStatus(failure.status()), "");
    }

    /** {@code {"Object":...,"Err":null}}; the object without kind and apiVersion. */
    static Message done(EdgeCommand command, ObjectNode object, boolean withVersion) {
        ObjectNode content = Json.object();
        content.set("Object", bare(object));
        content.putNull("Err");
        return of(command, content, withVersion ? KubeObject.resourceVersion(object) : "");
    }

    /**
     * {@code {"Object":...,"Err":{"ErrStatus":...}}}.
     *
     * @param empty what stands in the place of the object
     */
    static Message failed(EdgeCommand command, JsonNode empty, KubeException failure) {
        ObjectNode content = Json.object();
        content.set("Object", empty);
        content.set("Err", errStatus(failure.status()));
        return of(command, content, "");
    }

    private static ObjectNode bare(ObjectNode object) {
        ObjectNode bare = object.deepCopy();
        bare.remove("kind");
        bare.remove("apiVersion");
        return bare;
    }

    private static ObjectNode errStatus(ObjectNode status) {
        ObjectNode bare = Json.object();
        bare.set("metadata", Json.object());
        for (String member : new String[] {"status", "message", "reason", "details", "code"}) {
            if (status.has(member)) {
                bare.set(member, status.path(member));
            }
        }
        ObjectNode error = Json.object();
        error.set("ErrStatus", bare);
        return error;
    }

    /** What Go writes for a node that is not there. */
    static JsonNode noNode() {
        ObjectNode node = noMetadata();
        node.putObject("spec");
        ObjectNode status = node.putObject("status");
        status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", 0);
        ObjectNode info = status.putObject("nodeInfo");
        for (String member : new String[] {
            "machineID",
            "systemUUID",
            "bootID",
            "kernelVersion",
            "osImage",
            "containerRuntimeVersion",
            "kubeletVersion",
            "kubeProxyVersion",
            "operatingSystem",
            "architecture"
        }) {
            info.put(member, "");
        }
        return node;
    }

    /** What Go writes for a pod that is not there. */
    static ObjectNode noPod() {
        ObjectNode pod = noMetadata();
        pod.putObject("spec").putNull("containers");
        pod.putObject("status");
        return pod;
    }

    /** What Go writes for a lease that is not there. */
    static JsonNode noLease() {
        ObjectNode lease = noMetadata();
        lease.putObject("spec");
        return lease;
    }

    static JsonNode nothing() {
        return JsonNodeFactory.instance.nullNode();
    }

    private static ObjectNode noMetadata() {
        ObjectNode object = Json.object();
        object.putObject("metadata").putNull("creationTimestamp");
        return object;
    }

    /** A refusal in the form of the API's own. */
    static KubeException forbidden(KubeResource resource, String name, String why) {
        return refusal("Forbidden", resource, name, "is forbidden: " + why, 403);
    }

    /** As Go's cached lookups say it: the kind in the singular. */
    static KubeException notFound(KubeResource resource, String name) {
        String kind = resource.kind().toLowerCase(Locale.ROOT);
        return refusal("NotFound", resource, kind, name, "not found", 404);
    }

    static KubeException badRequest(String message) {
        ObjectNode status = status("BadRequest", message, 400);
        return new KubeException(EdgeError.BAD_REQUEST, message + ".", status);
    }

    private static KubeException refusal(String reason, KubeResource resource, String name, String why, int code) {
        return refusal(reason, resource, resource.plural(), name, why, code);
    }

    private static KubeException refusal(
            String reason, KubeResource resource, String kind, String name, String why, int code) {
        String group = resource.group();
        String message = kind + (group.isEmpty() ? "" : "." + group) + " \"" + name + "\" " + why;
        ObjectNode status = status(reason, message, code);
        ObjectNode details = status.putObject("details").put("name", name);
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        details.put("kind", kind);
        return new KubeException(EdgeError.REFUSED, message + ".", status);
    }

    private static ObjectNode status(String reason, String message, int code) {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        return status.put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }
}
