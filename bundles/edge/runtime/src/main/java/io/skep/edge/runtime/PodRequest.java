package io.skep.edge.runtime;

import java.nio.file.Path;
import java.util.Map;

/**
 * The sandbox of a pod.
 *
 * @param handler {@code runtime_handler} for CRI, empty for the default
 * @param hostname name that the pod sees as its host's; not used with the machine's network
 * @param logs folder below which the logs of all its containers are
 */
public record PodRequest(
        String uid,
        String namespace,
        String name,
        Map<String, String> labels,
        Map<String, String> annotations,
        String handler,
        String hostname,
        Path logs,
        PodNetwork network,
        PodSecurity security) {

    public PodRequest {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
