package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Pods: their defaults, what of them may change, and how long their deletion waits for the node. */
final class PodRules implements KindRules {

    @Override
    public Set<String> selectableFields() {
        return Set.of(
                "spec.nodeName",
                "spec.restartPolicy",
                "spec.schedulerName",
                "spec.serviceAccountName",
                "status.phase",
                "status.podIP",
                "status.nominatedNodeName");
    }

    @Override
    public void prepareCreate(ObjectNode pod) {
        PodDefaults.apply(pod);
        pod.putObject("status").put("phase", "Pending").put("qosClass", PodQos.of(pod.path("spec")));
    }

    @Override
    public void prepareUpdate(ObjectNode pod, ObjectNode before) {
        PodDefaults.apply(pod);
    }

    @Override
    public void prepareStatusUpdate(ObjectNode pod, ObjectNode before) {
        ObjectNode status = pod.withObjectProperty("status");
        if (status.path("qosClass").asText("").isEmpty()) {
            status.set("qosClass", before.path("status").path("qosClass"));
        }
        if (status.path("phase").asText("").isEmpty()) {
            status.put("phase", "Pending");
        }
    }

    @Override
    public void check(ObjectNode pod, List<Cause> causes) {
        new PodCheck(causes).check(pod.path("spec"));
    }

    @Override
    public void checkUpdate(ObjectNode pod, ObjectNode before, List<Cause> causes) {
        PodUpdates.check(pod.path("spec"), before.path("spec"), causes);
    }

    @Override
    public long gracePeriod(ObjectNode pod, OptionalLong asked) {
        JsonNode spec = pod.path("spec");
        String phase = pod.path("status").path("phase").asText("");
        if (spec.path("nodeName").asText("").isEmpty() || phase.equals("Failed") || phase.equals("Succeeded")) {
            return 0;
        }
        long seconds = asked.orElse(spec.path("terminationGracePeriodSeconds").asLong(30));
        return seconds < 0 ? 1 : seconds;
    }
}
