package io.skep.cloud.controlplane.internal.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a pod asks of its node, with what its RuntimeClass adds.
 *
 * @param selectors label sets that the node must all have
 * @param hostPorts as {@code ip/protocol/port}, 0.0.0.0 for any address
 */
record PodNeeds(
        List<JsonNode> selectors,
        JsonNode affinity,
        List<JsonNode> tolerations,
        Resources requests,
        Set<String> hostPorts) {

    static PodNeeds of(ObjectNode pod, Optional<ObjectNode> runtimeClass) {
        JsonNode spec = pod.path("spec");
        JsonNode runtime = runtimeClass.map(one -> (JsonNode) one).orElse(Json.object());
        List<JsonNode> tolerations = new ArrayList<>();
        spec.path("tolerations").forEach(tolerations::add);
        runtime.path("scheduling").path("tolerations").forEach(tolerations::add);
        JsonNode overhead = spec.hasNonNull("overhead") ? spec.path("overhead") : runtime.at("/overhead/podFixed");
        return new PodNeeds(
                List.of(spec.path("nodeSelector"), runtime.path("scheduling").path("nodeSelector")),
                spec.path("affinity").path("nodeAffinity"),
                List.copyOf(tolerations),
                Resources.ofPod(pod, overhead),
                hostPorts(pod));
    }

    static Set<String> hostPorts(JsonNode pod) {
        Set<String> ports = new HashSet<>();
        for (JsonNode container : pod.path("spec").path("containers")) {
            for (JsonNode port : container.path("ports")) {
                if (port.path("hostPort").asInt() > 0) {
                    String ip = port.path("hostIP").asText("");
                    ports.add((ip.isEmpty() ? "0.0.0.0" : ip) + "/"
                            + port.path("protocol").asText("TCP") + "/"
                            + port.path("hostPort").asInt());
                }
            }
        }
        return ports;
    }
}
