package io.skep.edge.runtime;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.SkepException;

/** A call of the runtime that failed, with the reason word that Kubernetes' users know. */
public final class RuntimeFailure extends SkepException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason e.g. {@code ErrImagePull}, {@code InvalidImageName}, {@code CreateContainerError}, {@code RunContainerError} */
    public RuntimeFailure(ErrorCode code, String reason, String sentence) {
        super(code, sentence);
        this.reason = reason;
    }

    public RuntimeFailure(ErrorCode code, String reason, String sentence, Throwable cause) {
        super(code, sentence, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
