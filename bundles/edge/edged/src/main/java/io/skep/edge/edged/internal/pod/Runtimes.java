package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.runtime.PodRuntime;
import java.util.Map;
import java.util.Optional;

/** The runtimes that are there, by their handler word. */
public final class Runtimes {

    static final String OSGI = "osgi";
    static final String CRI = "cri";

    private final Map<String, PodRuntime> byHandler;

    public Runtimes(Map<String, PodRuntime> byHandler) {
        this.byHandler = byHandler;
    }

    /** Which runtime a pod is for. */
    static String handler(JsonNode pod) {
        boolean named = pod.path("spec").path("runtimeClassName").asText().equals(OSGI);
        boolean annotated = pod.path("metadata")
                .path("annotations")
                .path("skep.io/runtime")
                .asText()
                .equals(OSGI);
        return named || annotated ? OSGI : CRI;
    }

    Optional<PodRuntime> find(String handler) {
        return Optional.ofNullable(byHandler.get(handler));
    }

    /** By handler word. */
    Map<String, PodRuntime> all() {
        return Map.copyOf(byHandler);
    }
}
