package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException.Cause;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Taints are well formed and unique; allocatable is capacity unless it is reported. */
final class NodeRules implements KindRules {

    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    @Override
    public Set<String> selectableFields() {
        return Set.of("spec.unschedulable");
    }

    @Override
    public void prepareStatusUpdate(ObjectNode node, ObjectNode before) {
        ObjectNode status = node.withObjectProperty("status");
        if (status.path("allocatable").isEmpty() && !status.path("capacity").isEmpty()) {
            status.set("allocatable", status.path("capacity").deepCopy());
        }
    }

    @Override
    public void check(ObjectNode node, List<Cause> causes) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode taint : node.path("spec").path("taints")) {
            String field = "metadata.taints[" + index++ + "]";
            String key = taint.path("key").asText("");
            String effect = taint.path("effect").asText("");
            Names.qualified(field + ".key", key, causes);
            Names.labelValue(field + ".value", taint.path("value").asText(""), causes);
            if (!EFFECTS.contains(effect)) {
                causes.add(Cause.notSupported(field + ".effect", effect, EFFECTS));
            }
            if (!seen.add(key + ":" + effect)) {
                causes.add(Cause.duplicate(field, key + ":" + effect));
            }
        }
    }
}
