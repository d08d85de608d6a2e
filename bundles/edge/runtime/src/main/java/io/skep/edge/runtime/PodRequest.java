package io.skep.edge.runtime;

import java.util.Map;

/**
 * The sandbox of a pod.
 *
 * @param hostNetwork the pod shares the machine's network
 * @param handler {@code runtime_handler} for CRI, empty for the default
 */
public record PodRequest(
        String uid,
        String namespace,
        String name,
        Map<String, String> labels,
        Map<String, String> annotations,
        boolean hostNetwork,
        String handler) {

    public PodRequest {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
