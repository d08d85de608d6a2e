package io.skep.edge.edged.internal.pod;

import io.skep.edge.edged.internal.disk.Mounts;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the configuration and the machine say about pods.
 *
 * @param root folder of all pods
 * @param sync how often volumes are brought up to date
 * @param logs how long the logs of containers may become
 */
public record PodSettings(
        Path root, String nodeNamespace, PodHost host, Duration sync, LogLimits logs, DnsSettings dns, Mounts mounts) {

    /** With logs as KubeEdge limits them when nothing is configured. */
    public PodSettings(Path root, String nodeNamespace, PodHost host, Duration sync, DnsSettings dns, Mounts mounts) {
        this(root, nodeNamespace, host, sync, LogLimits.DEFAULT, dns, mounts);
    }

    /** Folder of the node's seccomp profiles. */
    Path profiles() {
        return root.resolve("seccomp");
    }
}
