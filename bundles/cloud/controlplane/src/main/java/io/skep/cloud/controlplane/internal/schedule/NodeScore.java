package io.skep.cloud.controlplane.internal.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.cloud.controlplane.internal.Taints;
import io.skep.common.model.KubeObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses among the nodes that fit: preferred node affinity counts most, then few avoided taints, then the most room in cpu and memory; among equals
 * the node with fewer pods, then the first by name.
 */
final class NodeScore {

    private NodeScore() {}

    static Optional<NodeUse> best(PodNeeds pod, List<NodeUse> fitting) {
        JsonNode preferred = pod.affinity().path("preferredDuringSchedulingIgnoredDuringExecution");
        return fitting.stream()
                .min(Comparator.comparingInt((NodeUse use) -> -Terms.preference(use.node(), preferred))
                        .thenComparingLong(use -> avoided(pod, use))
                        .thenComparingInt(use -> -room(pod, use))
                        .thenComparing(use -> use.used().get("pods"))
                        .thenComparing(use -> KubeObject.name(use.node())));
    }

    private static long avoided(PodNeeds pod, NodeUse use) {
        long count = 0;
        for (JsonNode taint : use.node().path("spec").path("taints")) {
            if (taint.path("effect").asText().equals("PreferNoSchedule")
                    && !Taints.isTolerated(taint, pod.tolerations())) {
                count++;
            }
        }
        return count;
    }

    /** What would stay free, in percent of cpu and memory together. */
    private static int room(PodNeeds pod, NodeUse use) {
        return free(pod, use, "cpu") + free(pod, use, "memory");
    }

    private static int free(PodNeeds pod, NodeUse use, String resource) {
        BigDecimal all = use.allocatable().get(resource);
        BigDecimal left =
                all.subtract(use.used().get(resource)).subtract(pod.requests().get(resource));
        return all.signum() <= 0 || left.signum() <= 0
                ? 0
                : left.multiply(BigDecimal.valueOf(100))
                        .divide(all, RoundingMode.DOWN)
                        .intValue();
    }
}
