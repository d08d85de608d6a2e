package io.skep.cloud.kube.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeException;
import io.skep.common.model.Json;
import java.io.IOException;

/** Makes exceptions, each with its {@code metav1.Status}. */
final class Statuses {

    private Statuses() {}

    /** The API was not reached. */
    static KubeException outage(KubeError code, String sentence) {
        return new KubeException(code, sentence, status("ServiceUnavailable", sentence, 503));
    }

    /** The API answered with a failure: its own Status where the body is one. */
    static KubeException refused(String call, int httpCode, byte[] body) {
        JsonNode answer = parse(body);
        ObjectNode status = answer instanceof ObjectNode object
                        && object.path("kind").asText().equals("Status")
                ? object
                : status(reason(httpCode), answer == null ? "" : answer.asText(""), httpCode);
        if (!status.path("code").isIntegralNumber()) {
            status.put("code", httpCode);
        }
        return new KubeException(
                KubeError.REFUSED,
                call + " was refused with " + httpCode + ": "
                        + status.path("message").asText("no message") + ".",
                status);
    }

    /** An ERROR event of a watch. */
    static KubeException watchError(String call, JsonNode status) {
        ObjectNode object = status instanceof ObjectNode node ? node : status("InternalError", "", 500);
        return new KubeException(
                KubeError.REFUSED,
                call + " was ended: " + object.path("message").asText("no message") + ".",
                object);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            return null;
        }
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

    private static String reason(int httpCode) {
        return switch (httpCode) {
            case 400 -> "BadRequest";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 405 -> "MethodNotAllowed";
            case 409 -> "Conflict";
            case 410 -> "Expired";
            case 422 -> "Invalid";
            case 429 -> "TooManyRequests";
            case 503 -> "ServiceUnavailable";
            default -> httpCode >= 500 ? "InternalError" : "Unknown";
        };
    }
}
