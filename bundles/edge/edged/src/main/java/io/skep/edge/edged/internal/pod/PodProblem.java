package io.skep.edge.edged.internal.pod;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.SkepException;

/** Why a container cannot be started now, with the reason word of its status. */
final class PodProblem extends SkepException {

    static final String CONFIG = "CreateContainerConfigError";

    private static final long serialVersionUID = 1L;

    private final String reason;

    PodProblem(ErrorCode code, String reason, String sentence) {
        super(code, sentence);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
