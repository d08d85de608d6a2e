package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;

/** How much a pod insists on what it asks for; decides whose memory the kernel takes first. */
enum QosClass {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private final String word;

    QosClass(String word) {
        this.word = word;
    }

    /** Kubernetes' word, as in {@code status.qosClass}. */
    String word() {
        return word;
    }

    static QosClass of(JsonNode pod) {
        boolean any = false;
        boolean all = true;
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : pod.path("spec").path(list)) {
                for (String resource : RESOURCES) {
                    BigDecimal limit = amount(container, "limits", resource);
                    BigDecimal request =
                            container.path("resources").path("requests").has(resource)
                                    ? amount(container, "requests", resource)
                                    : limit;
                    any |= limit.signum() > 0 || request.signum() > 0;
                    all &= limit.signum() > 0 && limit.compareTo(request) == 0;
                }
            }
        }
        return !any ? BEST_EFFORT : all ? GUARANTEED : BURSTABLE;
    }

    private static BigDecimal amount(JsonNode container, String list, String resource) {
        String text = container.path("resources").path(list).path(resource).asText("0");
        try {
            return Quantity.parse(text);
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }
}
