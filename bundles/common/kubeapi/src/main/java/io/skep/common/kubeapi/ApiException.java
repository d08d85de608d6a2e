package io.skep.common.kubeapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import java.util.List;
import java.util.stream.Collectors;

/** A request that was refused, with the {@code metav1.Status} that says so in Kubernetes' own words. */
public final class ApiException extends SkepException {

    private static final long serialVersionUID = 1L;

    private final transient ObjectNode status;

    /**
     * One reason why an object is invalid.
     *
     * @param reason e.g. {@code FieldValueRequired}
     * @param field path of the field, e.g. {@code spec.containers[0].name}
     */
    public record Cause(String reason, String message, String field) {

        public static Cause required(String field, String detail) {
            return new Cause("FieldValueRequired", "Required value" + (detail.isEmpty() ? "" : ": " + detail), field);
        }

        public static Cause invalid(String field, String value, String detail) {
            return new Cause("FieldValueInvalid", "Invalid value: " + Json.write(value) + ": " + detail, field);
        }

        public static Cause notSupported(String field, String value, List<String> supported) {
            String values = supported.stream().map(Json::write).collect(Collectors.joining(", "));
            return new Cause(
                    "FieldValueNotSupported",
                    "Unsupported value: " + Json.write(value) + ": supported values: " + values,
                    field);
        }

        public static Cause forbidden(String field, String detail) {
            return new Cause("FieldValueForbidden", "Forbidden: " + detail, field);
        }

        public static Cause duplicate(String field, String value) {
            return new Cause("FieldValueDuplicate", "Duplicate value: " + Json.write(value), field);
        }
    }

    private ApiException(KubeApiError code, ObjectNode status) {
        super(code, status.path("message").asText());
        this.status = status;
    }

    /** The {@code metav1.Status}. Shared: do not change it. */
    public ObjectNode status() {
        return status;
    }

    public int httpCode() {
        return status.path("code").asInt();
    }

    public String reason() {
        return status.path("reason").asText();
    }

    /** Any refusal; details are empty. */
    public static ApiException of(int code, String reason, String message) {
        return new ApiException(KubeApiError.REFUSED, failure(code, reason, message));
    }

    public static ApiException badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    public static ApiException notFound(ServedResource resource, String name) {
        return named(KubeApiError.ABSENT, 404, "NotFound", quoted(resource, name) + " not found", resource, name);
    }

    public static ApiException alreadyExists(ServedResource resource, String name) {
        return named(
                KubeApiError.EXISTS, 409, "AlreadyExists", quoted(resource, name) + " already exists", resource, name);
    }

    public static ApiException conflict(ServedResource resource, String name, String why) {
        String message = "Operation cannot be fulfilled on " + quoted(resource, name) + ": " + why;
        return named(KubeApiError.CONFLICT, 409, "Conflict", message, resource, name);
    }

    /** A conflict because somebody else wrote in between. */
    public static ApiException modified(ServedResource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiException forbidden(ServedResource resource, String name, String why) {
        String message = quoted(resource, name) + " is forbidden: " + why;
        return named(KubeApiError.REFUSED, 403, "Forbidden", message, resource, name);
    }

    /** An object whose fields are not as they must be. */
    public static ApiException invalid(ServedResource resource, String name, List<Cause> causes) {
        List<String> reasons =
                causes.stream().map(cause -> cause.field + ": " + cause.message).toList();
        String all = reasons.size() == 1 ? reasons.getFirst() : "[" + String.join(", ", reasons) + "]";
        String kind = resource.group().isEmpty() ? resource.kind() : resource.kind() + "." + resource.group();
        ObjectNode status = failure(422, "Invalid", kind + " " + Json.write(name) + " is invalid: " + all);
        ObjectNode details = details(status, resource, name).put("kind", resource.kind());
        ArrayNode list = details.putArray("causes");
        for (Cause cause : causes) {
            list.addObject()
                    .put("reason", cause.reason)
                    .put("message", cause.message)
                    .put("field", cause.field);
        }
        return new ApiException(KubeApiError.REFUSED, status);
    }

    /** The history does not reach back: list again. */
    public static ApiException expired(String message) {
        return new ApiException(KubeApiError.EXPIRED, failure(410, "Expired", message));
    }

    /** A store's refusal in the API's words. */
    public static ApiException of(StoreException refusal, ServedResource resource, String name) {
        return switch (refusal.problem()) {
            case EXISTS -> alreadyExists(resource, name);
            case ABSENT -> notFound(resource, name);
            case CONFLICT -> modified(resource, name);
            case EXPIRED -> expired(refusal.getMessage());
            case FUTURE -> future(refusal.getMessage());
            case UNAVAILABLE ->
                new ApiException(KubeApiError.UNAVAILABLE, failure(503, "ServiceUnavailable", refusal.getMessage()));
        };
    }

    private static ApiException future(String message) {
        ObjectNode status = failure(504, "Timeout", message);
        ObjectNode details = status.putObject("details");
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return new ApiException(KubeApiError.FUTURE, status);
    }

    /** The same refusal with one more cause in its details. */
    public ApiException withCause(String reason, String message, String field) {
        ObjectNode copy = status.deepCopy();
        copy.withObjectProperty("details")
                .withArrayProperty("causes")
                .addObject()
                .put("reason", reason)
                .put("message", message)
                .put("field", field);
        return new ApiException((KubeApiError) code(), copy);
    }

    /** The same refusal with a hint when to come back. */
    public ApiException withRetryAfter(int seconds) {
        ObjectNode copy = status.deepCopy();
        copy.withObjectProperty("details").put("retryAfterSeconds", seconds);
        return new ApiException((KubeApiError) code(), copy);
    }

    private static String quoted(ServedResource resource, String name) {
        return resource.qualifiedName() + " " + Json.write(name);
    }

    private static ApiException named(
            KubeApiError error, int code, String reason, String message, ServedResource resource, String name) {
        ObjectNode status = failure(code, reason, message);
        details(status, resource, name);
        return new ApiException(error, status);
    }

    private static ObjectNode details(ObjectNode status, ServedResource resource, String name) {
        ObjectNode details = status.withObjectProperty("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        return details.put("kind", resource.plural());
    }

    private static ObjectNode failure(int code, String reason, String message) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }
}
