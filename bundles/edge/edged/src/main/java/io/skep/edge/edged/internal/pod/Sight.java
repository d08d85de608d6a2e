package io.skep.edge.edged.internal.pod;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.RunningPod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the runtime showed of a pod at one moment.
 *
 * @param works there is a sandbox, and containers can be started in it
 */
record Sight(boolean present, boolean works, String ip, Map<String, ContainerState> states) {

    static final Sight NOTHING = new Sight(false, false, "", Map.of());

    static Sight of(Optional<RunningPod> running) {
        return running.map(pod -> {
                    Map<String, ContainerState> states = new HashMap<>();
                    pod.containers().forEach(state -> states.put(state.name(), state));
                    return new Sight(true, pod.ready(), pod.ip(), states);
                })
                .orElse(NOTHING);
    }

    Optional<ContainerState> find(String container) {
        return Optional.ofNullable(states.get(container));
    }

    boolean isMoving() {
        return states.values().stream().anyMatch(state -> state.phase() == Phase.STARTING);
    }

    boolean isAllOver() {
        return states.values().stream().allMatch(state -> state.phase() == Phase.EXITED);
    }
}
