package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The containers in a pod's spec. */
final class Containers {

    private Containers() {}

    /** The init containers, then the others. */
    static List<JsonNode> all(JsonNode pod) {
        List<JsonNode> all = new ArrayList<>();
        pod.path("spec").path("initContainers").forEach(all::add);
        pod.path("spec").path("containers").forEach(all::add);
        return all;
    }

    static Optional<JsonNode> find(JsonNode pod, String name) {
        return all(pod).stream()
                .filter(container -> container.path("name").asText().equals(name))
                .findFirst();
    }
}
