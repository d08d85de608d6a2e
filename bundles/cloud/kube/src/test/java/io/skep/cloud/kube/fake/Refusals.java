package io.skep.cloud.kube.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.internal.KubeError;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;

/** The API's refusals in its own words. */
final class Refusals {

    private Refusals() {}

    static KubeException notFound(KubeResource resource, String name) {
        return refusal(resource, name, "NotFound", qualified(resource) + " \"" + name + "\" not found", 404);
    }

    static KubeException alreadyExists(KubeResource resource, String name) {
        return refusal(resource, name, "AlreadyExists", qualified(resource) + " \"" + name + "\" already exists", 409);
    }

    static KubeException conflict(KubeResource resource, String name) {
        return refusal(
                resource,
                name,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified(resource) + " \"" + name
                        + "\": the object has been modified; please apply your changes to the latest version and try again",
                409);
    }

    static KubeException precondition(KubeResource resource, String name, String wanted, String is) {
        return refusal(
                resource,
                name,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified(resource) + " \"" + name
                        + "\": the UID in the precondition (" + wanted + ") does not match the UID in record (" + is
                        + "). The object might have been deleted and then recreated",
                409);
    }

    static KubeException badRequest(String message) {
        ObjectNode status = status("BadRequest", message, 400);
        return new KubeException(KubeError.REFUSED, message, status);
    }

    static KubeException outage() {
        return new KubeException(
                KubeError.UNREACHABLE, "the API is away.", status("ServiceUnavailable", "the API is away", 503));
    }

    static void checkLease(KubeResource resource, JsonNode object) {
        if (resource.equals(KubeResource.LEASES)
                && object.path("metadata")
                        .path("ownerReferences")
                        .path(0)
                        .path("uid")
                        .asText("x")
                        .isEmpty()) {
            ObjectNode status = status(
                    "Invalid",
                    "Lease.coordination.k8s.io \"" + KubeObject.name(object)
                            + "\" is invalid: metadata.ownerReferences.uid: Invalid value: \"\": uid must not be empty",
                    422);
            ObjectNode details = status.putObject("details");
            details.put("name", KubeObject.name(object))
                    .put("group", "coordination.k8s.io")
                    .put("kind", "Lease");
            details.putArray("causes")
                    .addObject()
                    .put("reason", "FieldValueInvalid")
                    .put("message", "Invalid value: \"\": uid must not be empty")
                    .put("field", "metadata.ownerReferences.uid");
            throw new KubeException(KubeError.REFUSED, "refused.", status);
        }
    }

    private static KubeException refusal(KubeResource resource, String name, String reason, String message, int code) {
        ObjectNode status = status(reason, message, code);
        ObjectNode details = status.putObject("details").put("name", name);
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        details.put("kind", resource.plural());
        return new KubeException(KubeError.REFUSED, message + ".", status);
    }

    private static ObjectNode status(String reason, String message, int code) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }

    private static String qualified(KubeResource resource) {
        return resource.plural() + (resource.group().isEmpty() ? "" : "." + resource.group());
    }
}
