package io.skep.edge.runtime;

import java.util.List;
import java.util.Optional;

/**
 * A pod as the runtime knows it.
 *
 * @param ip address of the pod, empty when it has none of its own
 * @param ready its sandbox works; when it does not, all its containers have ended and {@link PodRuntime#createPod} makes another one
 */
public record RunningPod(
        String uid, String namespace, String name, String ip, boolean ready, List<ContainerState> containers) {

    public RunningPod {
        containers = List.copyOf(containers);
    }

    public Optional<ContainerState> find(String container) {
        return containers.stream()
                .filter(state -> state.name().equals(container))
                .findFirst();
    }
}
