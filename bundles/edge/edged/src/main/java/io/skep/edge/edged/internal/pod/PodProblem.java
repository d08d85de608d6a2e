package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.KubeObject;

/** Why a container cannot be started now, with the reason word of its status. */
final class PodProblem extends SkepException {

    static final String CONFIG = "CreateContainerConfigError";

    private static final long serialVersionUID = 1L;

    private final String reason;

    PodProblem(ErrorCode code, String reason, String sentence) {
        super(code, sentence);
        this.reason = reason;
    }

    /** @param what goes on after the pod's name, without the full stop */
    static PodProblem of(ErrorCode code, JsonNode pod, String what) {
        return new PodProblem(
                code, CONFIG, "The pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod) + " " + what + ".");
    }

    String reason() {
        return reason;
    }
}
