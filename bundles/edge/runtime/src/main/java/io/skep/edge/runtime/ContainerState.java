package io.skep.edge.runtime;

import java.time.Instant;

/**
 * The newest container of a name in a pod.
 *
 * @param id as {@code osgi://...} or {@code containerd://...}, for the pod's status
 * @param imageId the image with its digest
 * @param finishedAt {@link Instant#EPOCH} unless it has exited
 * @param exitCode 0 unless it has exited
 * @param reason one word, e.g. {@code Completed} or {@code Error}; for a container that is starting why it does not run yet
 * @param message for people, may be empty
 * @param pid the container's first process on this machine, 0 when it is unknown or shared with others
 */
public record ContainerState(
        String name,
        String id,
        String image,
        String imageId,
        int attempt,
        Phase phase,
        Instant startedAt,
        Instant finishedAt,
        int exitCode,
        String reason,
        String message,
        long pid) {

    /** Where a container is. */
    public enum Phase {
        STARTING,
        RUNNING,
        EXITED
    }
}
