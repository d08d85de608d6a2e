package io.skep.cloud.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.SkepException;

/** A call that Kubernetes refused, or that did not reach it. */
public final class KubeException extends SkepException {

    private static final long serialVersionUID = 1L;

    private final transient ObjectNode status;

    /**
     * @param status the {@code metav1.Status} of the answer, made up with reason {@code ServiceUnavailable} and code 503 when none came
     */
    public KubeException(ErrorCode code, String sentence, ObjectNode status) {
        super(code, sentence);
        this.status = status;
    }

    /** The {@code metav1.Status}. */
    public ObjectNode status() {
        return status;
    }

    /** HTTP status code. */
    public int httpCode() {
        return status.path("code").asInt();
    }

    public String reason() {
        return status.path("reason").asText("");
    }

    public boolean isNotFound() {
        return httpCode() == 404;
    }

    public boolean isAlreadyExists() {
        return reason().equals("AlreadyExists");
    }

    public boolean isConflict() {
        return reason().equals("Conflict");
    }

    /** True when the API was not reached or is not able to answer now. */
    public boolean isOutage() {
        return httpCode() >= 500 || httpCode() == 429;
    }
}
