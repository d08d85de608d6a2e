package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.EdgedError;
import java.time.Duration;
import java.time.Instant;

/** The time in which a pod's runtime cannot be asked. One thread uses it. */
final class RuntimeGap {

    private static final Duration SWAP = Duration.ofSeconds(30);

    private Instant since = Instant.EPOCH;
    private boolean told;

    void end() {
        since = Instant.EPOCH;
        told = false;
    }

    /**
     * It may be over in a moment: the runtime may be being swapped or started anew.
     *
     * @param now by the steady clock
     */
    boolean isShort(Instant now) {
        if (since.equals(Instant.EPOCH)) {
            since = now;
        }
        return now.isBefore(since.plus(SWAP));
    }

    /** True once in each gap. */
    boolean tell() {
        boolean first = !told;
        told = true;
        return first;
    }

    static SkepException noRuntime(JsonNode pod) {
        return new SkepException(
                EdgedError.NO_RUNTIME,
                "The pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod)
                        + " cannot start: this node has no runtime for "
                        + (Runtimes.handler(pod).equals(Runtimes.OSGI) ? "bundles." : "containers."));
    }

    static SkepException notReady(JsonNode pod, String why) {
        return new SkepException(
                EdgedError.RUNTIME_NOT_READY,
                "The pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod)
                        + " waits: the runtime is not ready: " + why.replaceFirst("\\.$", "") + ".");
    }
}
