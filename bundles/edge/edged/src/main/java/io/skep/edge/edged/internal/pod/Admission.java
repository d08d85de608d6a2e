package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.skep.edge.edged.internal.pod.PodSupport.Findings;
import java.util.List;

/** Lets a pod in or not, and tells by events what of it is refused or left out. For one pod; looks again only when the pod has changed. */
final class Admission {

    private final PodSupport support;
    private final PodEvents events;
    private JsonNode seen = MissingNode.getInstance();
    private Findings findings = new Findings(List.of(), List.of());

    Admission(PodSupport support, PodEvents events) {
        this.support = support;
        this.events = events;
    }

    /** Throws PodProblem when this node cannot do what the pod wants. */
    void check(JsonNode pod) throws InterruptedException {
        JsonNode spec = pod.path("spec");
        if (!spec.equals(seen)) {
            findings = support.of(pod);
            seen = spec;
            for (String what : findings.ignored()) {
                events.warning(pod, "", "FieldIgnored", "This node does without " + what);
            }
        }
        try {
            findings.check(pod);
        } catch (PodProblem e) {
            events.warning(pod, "", "FailedValidation", e.line());
            throw e;
        }
    }
}
