package io.skep.cloud.controlplane.internal.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Conditions;
import io.skep.cloud.controlplane.internal.Taints;
import io.skep.common.model.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether a node can take a pod. The checks come in the order of Kubernetes' scheduler and the reasons in its words. */
final class NodeFit {

    private NodeFit() {}

    /** Why the node cannot take the pod; empty when it can. Only shortages are counted together, of the rest the first is named. */
    static List<String> obstacles(PodNeeds pod, NodeUse use) {
        ObjectNode node = use.node();
        if (node.path("spec").path("unschedulable").asBoolean()
                && !Taints.isTolerated(taint(Taints.UNSCHEDULABLE), pod.tolerations())) {
            return List.of("node(s) were unschedulable");
        }
        Optional<JsonNode> taint = untolerated(pod, node);
        if (taint.isPresent()) {
            return List.of(
                    "node(s) had untolerated taint {" + taint.get().path("key").asText() + ": "
                            + taint.get().path("value").asText("") + "}");
        }
        if (!selected(pod, node)) {
            return List.of("node(s) didn't match Pod's node affinity/selector");
        }
        if (!use.hasFree(pod.hostPorts())) {
            return List.of("node(s) didn't have free ports for the requested pod ports");
        }
        return shortages(pod.requests(), use);
    }

    private static ObjectNode taint(String key) {
        return Json.object().put("key", key).put("effect", "NoSchedule");
    }

    /** The taints of the node, and the one that it is about to get when it is not ready. */
    private static Optional<JsonNode> untolerated(PodNeeds pod, ObjectNode node) {
        List<JsonNode> taints = new ArrayList<>();
        node.path("spec").path("taints").forEach(taints::add);
        switch (Conditions.status(node, "Ready")) {
            case "True" -> {}
            case "Unknown" -> taints.add(taint(Taints.UNREACHABLE));
            default -> taints.add(taint(Taints.NOT_READY));
        }
        return taints.stream()
                .filter(taint -> !taint.path("effect").asText().equals("PreferNoSchedule"))
                .filter(taint -> !Taints.isTolerated(taint, pod.tolerations()))
                .findFirst();
    }

    private static boolean selected(PodNeeds pod, ObjectNode node) {
        JsonNode required = pod.affinity()
                .path("requiredDuringSchedulingIgnoredDuringExecution")
                .path("nodeSelectorTerms");
        return pod.selectors().stream().allMatch(labels -> Terms.hasLabels(node, labels))
                && (required.isMissingNode() || Terms.anyMatches(node, required));
    }

    private static List<String> shortages(Resources requests, NodeUse use) {
        List<String> reasons = new ArrayList<>();
        for (String name : new TreeSet<>(requests.amounts().keySet())) {
            BigDecimal wanted = requests.get(name);
            BigDecimal free = use.allocatable().get(name).subtract(use.used().get(name));
            if (wanted.signum() > 0 && wanted.compareTo(free) > 0) {
                reasons.add(name.equals("pods") ? "Too many pods" : "Insufficient " + name);
            }
        }
        return reasons;
    }
}
