package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.cri.internal.wire.Container;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatus;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatusResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How containers are. The engine is asked once for each that runs and once for each that has ended. */
final class ContainerStates {

    private static final int LOST = 137;

    private final CriCalls calls;
    private final EngineVersion version;
    private final Map<Known, ContainerState> known = new ConcurrentHashMap<>();

    /** A container in a phase that does not change but for the other one. */
    private record Known(String uid, String id, Phase phase) {

        Known(Container container, Phase phase) {
            this(container.getLabelsOrDefault(Labels.POD_UID, ""), container.getId(), phase);
        }
    }

    ContainerStates(CriCalls calls, EngineVersion version) {
        this.calls = calls;
        this.version = version;
    }

    static boolean wasStarted(Container container) {
        return container.getState() != io.skep.edge.runtime.cri.internal.wire.ContainerState.CONTAINER_CREATED;
    }

    /** Forgets all but these. */
    void retain(Set<String> ids) {
        known.keySet().removeIf(key -> !ids.contains(key.id()));
    }

    /** Forgets all of a pod but these. */
    void retain(String uid, Set<String> ids) {
        known.keySet().removeIf(key -> key.uid().equals(uid) && !ids.contains(key.id()));
    }

    /** Empty when it is gone meanwhile. */
    Optional<ContainerState> read(Container container) throws CallFailure, InterruptedException {
        Phase phase = switch (container.getState()) {
            case CONTAINER_RUNNING -> Phase.RUNNING;
            case CONTAINER_CREATED -> Phase.STARTING;
            default -> Phase.EXITED;
        };
        ContainerState state = known.get(new Known(container, phase));
        if (state != null) {
            return Optional.of(state);
        }
        Optional<ContainerState> fresh = ask(container);
        fresh.filter(read -> read.phase() == phase && !isLost(container))
                .ifPresent(read -> known.put(new Known(container, phase), read));
        return fresh;
    }

    private static boolean isLost(Container container) {
        return container.getState() == io.skep.edge.runtime.cri.internal.wire.ContainerState.CONTAINER_UNKNOWN;
    }

    private Optional<ContainerState> ask(Container container) throws CallFailure, InterruptedException {
        String scheme = version.scheme();
        return calls.containerStatus(container.getId(), true).map(answer -> state(scheme, answer));
    }

    private static ContainerState state(String scheme, ContainerStatusResponse answer) {
        ContainerStatus status = answer.getStatus();
        Phase phase = switch (status.getState()) {
            case CONTAINER_RUNNING -> Phase.RUNNING;
            case CONTAINER_CREATED -> Phase.STARTING;
            default -> Phase.EXITED;
        };
        boolean lost = status.getState() == io.skep.edge.runtime.cri.internal.wire.ContainerState.CONTAINER_UNKNOWN;
        boolean exited = phase == Phase.EXITED;
        return new ContainerState(
                status.getMetadata().getName(),
                scheme + status.getId(),
                status.getImage().getImage(),
                status.getImageRef(),
                status.getMetadata().getAttempt(),
                phase,
                instant(status.getStartedAt()),
                exited ? instant(Math.max(status.getStartedAt(), status.getFinishedAt())) : Instant.EPOCH,
                lost ? LOST : exited ? status.getExitCode() : 0,
                lost ? "ContainerStatusUnknown" : reason(phase, status),
                lost ? "the engine does not know how the container is" : Failures.brief(status.getMessage()),
                phase == Phase.RUNNING ? VerboseInfo.pid(answer.getInfoOrDefault("info", "")) : 0);
    }

    private static String reason(Phase phase, ContainerStatus status) {
        return switch (phase) {
            case STARTING -> "ContainerCreating";
            case RUNNING -> "";
            case EXITED ->
                status.getReason().isEmpty() ? status.getExitCode() == 0 ? "Completed" : "Error" : status.getReason();
        };
    }

    private static Instant instant(long nanos) {
        return nanos <= 0 ? Instant.EPOCH : Instant.ofEpochSecond(0, nanos);
    }
}
