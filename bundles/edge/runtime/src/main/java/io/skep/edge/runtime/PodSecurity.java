package io.skep.edge.runtime;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the containers of a pod share with each other and with the machine.
 *
 * @param sharedPid they see one another's processes
 * @param user of the sandbox itself, empty for the runtime's choice
 * @param privileged one of the containers is
 */
public record PodSecurity(
        boolean hostPid,
        boolean hostIpc,
        boolean sharedPid,
        OptionalLong user,
        OptionalLong group,
        List<Long> groups,
        boolean privileged,
        Map<String, String> sysctls) {

    public static final PodSecurity DEFAULT = new PodSecurity(
            false, false, false, OptionalLong.empty(), OptionalLong.empty(), List.of(), false, Map.of());

    public PodSecurity {
        groups = List.copyOf(groups);
        sysctls = Map.copyOf(sysctls);
    }
}
