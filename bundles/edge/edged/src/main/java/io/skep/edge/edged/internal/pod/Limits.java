package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.runtime.ContainerLimits;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Turns what a container asks for into the numbers of Linux' control groups, by the kubelet's formulas. */
final class Limits {

    private static final long PERIOD = 100_000;
    private static final long MIN_QUOTA = 1_000;
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final int GUARANTEED = -997;
    private static final int BEST_EFFORT = 1000;
    private static final String CRITICAL = "system-node-critical";

    private final JsonNode pod;
    private final long machineMemory;

    /** @param machineMemory bytes that the node has */
    Limits(JsonNode pod, long machineMemory) {
        this.pod = pod;
        this.machineMemory = machineMemory;
    }

    ContainerLimits of(JsonNode container) {
        long cpuLimit = millis(amount(container, "limits", "cpu"));
        long quota = cpuLimit == 0 ? 0 : Math.max(MIN_QUOTA, cpuLimit * PERIOD / 1000);
        return new ContainerLimits(
                shares(millis(request(container, "cpu"))),
                quota,
                PERIOD,
                bytes(amount(container, "limits", "memory")),
                oomScore(container));
    }

    private static long shares(long millis) {
        return Math.clamp(millis * 1024 / 1000, MIN_SHARES, MAX_SHARES);
    }

    private int oomScore(JsonNode container) {
        QosClass qos = QosClass.of(pod);
        boolean critical = pod.path("spec").path("priorityClassName").asText().equals(CRITICAL);
        if (critical || qos == QosClass.GUARANTEED) {
            return GUARANTEED;
        }
        if (qos == QosClass.BEST_EFFORT) {
            return BEST_EFFORT;
        }
        BigDecimal part = request(container, "memory")
                .multiply(BigDecimal.valueOf(1000))
                .divide(BigDecimal.valueOf(Math.max(1, machineMemory)), 0, RoundingMode.DOWN);
        return Math.clamp(1000 - bytes(part), 1000 + GUARANTEED, BEST_EFFORT - 1);
    }

    /** A request that is not there is what the limit says. */
    private BigDecimal request(JsonNode container, String resource) {
        boolean own = container.path("resources").path("requests").has(resource);
        return amount(container, own ? "requests" : "limits", resource);
    }

    private BigDecimal amount(JsonNode container, String list, String resource) {
        return Quantity.of(
                pod,
                list + "." + resource,
                container.path("resources").path(list).path(resource).asText("0"));
    }

    private static long millis(BigDecimal amount) {
        return bytes(amount.multiply(BigDecimal.valueOf(1000)));
    }

    private static long bytes(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Long.MAX_VALUE / PERIOD))
                .longValue();
    }
}
