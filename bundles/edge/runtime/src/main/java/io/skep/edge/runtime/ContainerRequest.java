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
 * @param input what the container reads and what it thinks it writes to
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
        Path log,
        ContainerLimits limits,
        ContainerSecurity security,
        Input input) {

    public ContainerRequest {
        command = List.copyOf(command);
        args = List.copyOf(args);
        mounts = List.copyOf(mounts);
    }

    /**
     * A volume of the pod, or a file that the agent made for it.
     *
     * @param volume name in the pod's spec; a name with a slash for what is in no spec, such as {@code skep/hosts}
     * @param hostPath prepared folder or file
     * @param containerPath where the container expects it
     */
    public record Mount(
            String volume, Path hostPath, String containerPath, boolean readOnly, Propagation propagation) {}

    /** Which mounts made later, below a mounted folder, the other side sees. */
    public enum Propagation {
        NONE,
        HOST_TO_CONTAINER,
        BIDIRECTIONAL
    }

    /** The members {@code stdin}, {@code stdinOnce} and {@code tty} of Kubernetes' Container. */
    public record Input(boolean stdin, boolean once, boolean tty) {

        public static final Input NONE = new Input(false, false, false);
    }
}
