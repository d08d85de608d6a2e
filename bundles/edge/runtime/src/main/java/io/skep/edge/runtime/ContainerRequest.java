package io.skep.edge.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A container to start; everything in it is resolved.
 *
 * @param attempt how many containers of this name there were in the pod before
 * @param command replaces the image's entry point; empty for the image's own
 * @param env in the order in which they were defined
 * @param log file that the container's output goes to, in CRI's log format
 */
public record ContainerRequest(
        String name,
        String image,
        int attempt,
        List<String> command,
        List<String> args,
        String workingDir,
        Map<String, String> env,
        List<Mount> mounts,
        Path log) {

    public ContainerRequest {
        command = List.copyOf(command);
        args = List.copyOf(args);
        mounts = List.copyOf(mounts);
    }

    /**
     * A volume of the pod.
     *
     * @param volume name in the pod's spec
     * @param hostPath prepared folder or file
     * @param containerPath where the container expects it
     */
    public record Mount(String volume, Path hostPath, String containerPath, boolean readOnly) {}
}
