package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The quality of service class that a pod's requests and limits give it. */
final class PodQos {

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private PodQos() {}

    static String of(JsonNode spec) {
        List<JsonNode> containers = new ArrayList<>();
        spec.path("containers").forEach(containers::add);
        spec.path("initContainers").forEach(containers::add);
        boolean any = containers.stream().anyMatch(PodQos::hasAny);
        boolean all = containers.stream().allMatch(PodQos::isGuaranteed);
        return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
    }

    private static boolean hasAny(JsonNode container) {
        JsonNode resources = container.path("resources");
        return COUNTED.stream()
                .anyMatch(name -> Quantity.isPositive(resources.path("requests").path(name))
                        || Quantity.isPositive(resources.path("limits").path(name)));
    }

    private static boolean isGuaranteed(JsonNode container) {
        JsonNode resources = container.path("resources");
        return COUNTED.stream().allMatch(name -> {
            JsonNode limit = resources.path("limits").path(name);
            JsonNode request = resources.path("requests").path(name);
            return Quantity.isPositive(limit) && (request.isMissingNode() || Quantity.compare(request, limit) == 0);
        });
    }
}
