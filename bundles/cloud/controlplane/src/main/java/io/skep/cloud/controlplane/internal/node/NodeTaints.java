package io.skep.cloud.controlplane.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Conditions;
import io.skep.cloud.controlplane.internal.Taints;
import io.skep.common.model.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The taints that follow from a node's conditions. Everybody else's taints stay. */
final class NodeTaints {

    private static final String NO_SCHEDULE = "NoSchedule";
    private static final String NO_EXECUTE = "NoExecute";

    private static final Map<String, String> PRESSURES = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

    private NodeTaints() {}

    /** The list that the node should have; empty when it has it. */
    static Optional<ArrayNode> change(ObjectNode node, Instant now) {
        Map<String, ObjectNode> wanted = wanted(node, now);
        ArrayNode result = Json.MAPPER.createArrayNode();
        boolean changed = false;
        for (JsonNode taint : node.path("spec").path("taints")) {
            boolean keep = !isOurs(taint) || wanted.remove(key(taint)) != null;
            changed |= !keep;
            if (keep) {
                result.add(taint);
            }
        }
        changed |= !wanted.isEmpty();
        wanted.values().forEach(result::add);
        return changed ? Optional.of(result) : Optional.empty();
    }

    private static String key(JsonNode taint) {
        return taint.path("key").asText() + ":" + taint.path("effect").asText();
    }

    private static boolean isOurs(JsonNode taint) {
        String key = taint.path("key").asText();
        return PRESSURES.containsValue(key)
                || Set.of(Taints.NOT_READY, Taints.UNREACHABLE, Taints.UNSCHEDULABLE)
                        .contains(key);
    }

    private static Map<String, ObjectNode> wanted(ObjectNode node, Instant now) {
        Map<String, ObjectNode> wanted = new LinkedHashMap<>();
        switch (Conditions.status(node, "Ready")) {
            case "True" -> {}
            case "Unknown" -> pair(wanted, Taints.UNREACHABLE, now);
            default -> pair(wanted, Taints.NOT_READY, now);
        }
        PRESSURES.forEach((condition, taint) -> {
            if (Conditions.status(node, condition).equals("True")) {
                add(wanted, taint, NO_SCHEDULE, now);
            }
        });
        if (node.path("spec").path("unschedulable").asBoolean()) {
            add(wanted, Taints.UNSCHEDULABLE, NO_SCHEDULE, now);
        }
        return wanted;
    }

    private static void pair(Map<String, ObjectNode> wanted, String key, Instant now) {
        add(wanted, key, NO_SCHEDULE, now);
        add(wanted, key, NO_EXECUTE, now);
    }

    private static void add(Map<String, ObjectNode> wanted, String key, String effect, Instant now) {
        ObjectNode taint = Json.object().put("key", key).put("effect", effect).put("timeAdded", Conditions.time(now));
        wanted.put(key + ":" + effect, taint);
    }
}
