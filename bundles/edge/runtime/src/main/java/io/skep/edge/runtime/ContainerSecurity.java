package io.skep.edge.runtime;

import java.util.List;
import java.util.OptionalLong;

/**
 * With which rights a container runs; what Kubernetes' two security contexts come to.
 *
 * @param user empty for the image's user
 * @param group only with a user
 * @param groups supplemental groups, {@code fsGroup} among them
 * @param addCapabilities without {@code CAP_}; {@code ALL} for all
 * @param seccomp {@code RuntimeDefault}, {@code Unconfined} or the path of a profile; empty for the runtime's choice
 */
public record ContainerSecurity(
        OptionalLong user,
        OptionalLong group,
        List<Long> groups,
        boolean privileged,
        boolean readOnlyRoot,
        boolean noNewPrivileges,
        List<String> addCapabilities,
        List<String> dropCapabilities,
        String seccomp) {

    /** The image's user and the runtime's defaults. */
    public static final ContainerSecurity DEFAULT = new ContainerSecurity(
            OptionalLong.empty(), OptionalLong.empty(), List.of(), false, false, false, List.of(), List.of(), "");

    public ContainerSecurity {
        groups = List.copyOf(groups);
        addCapabilities = List.copyOf(addCapabilities);
        dropCapabilities = List.copyOf(dropCapabilities);
    }
}
