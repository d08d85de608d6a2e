package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.cri.internal.wire.Capability;
import io.skep.edge.runtime.cri.internal.wire.ContainerConfig;
import io.skep.edge.runtime.cri.internal.wire.ContainerMetadata;
import io.skep.edge.runtime.cri.internal.wire.ImageSpec;
import io.skep.edge.runtime.cri.internal.wire.KeyValue;
import io.skep.edge.runtime.cri.internal.wire.LinuxContainerConfig;
import io.skep.edge.runtime.cri.internal.wire.LinuxContainerResources;
import io.skep.edge.runtime.cri.internal.wire.LinuxContainerSecurityContext;
import io.skep.edge.runtime.cri.internal.wire.Mount;
import io.skep.edge.runtime.cri.internal.wire.MountPropagation;
import io.skep.edge.runtime.cri.internal.wire.SecurityProfile;
import io.skep.edge.runtime.cri.internal.wire.SecurityProfile.ProfileType;
import java.util.List;

/** Says in CRI's words what a container is to be. */
final class ContainerConfigs {

    /** What kubelet hides of /proc and /sys. */
    static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    /** What kubelet lets nobody write to. */
    static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private final Labels labels;

    ContainerConfigs(Labels labels) {
        this.labels = labels;
    }

    ContainerConfig of(PodRequest pod, ContainerRequest container) {
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(
                        ContainerMetadata.newBuilder().setName(container.name()).setAttempt(container.attempt()))
                .setImage(ImageSpec.newBuilder().setImage(container.image()))
                .addAllCommand(container.command())
                .addAllArgs(container.args())
                .setWorkingDir(container.workingDir())
                .putAllLabels(labels.of(pod, container))
                .setLogPath(pod.logs().relativize(container.log()).toString())
                .setStdin(container.input().stdin())
                .setStdinOnce(container.input().once())
                .setTty(container.input().tty())
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(resources(container.limits()))
                        .setSecurityContext(security(pod, container.security())));
        container
                .env()
                .forEach((name, value) ->
                        config.addEnvs(KeyValue.newBuilder().setKey(name).setValue(value)));
        container.mounts().forEach(mount -> config.addMounts(mount(mount)));
        return config.build();
    }

    private static Mount mount(ContainerRequest.Mount mount) {
        MountPropagation propagation = switch (mount.propagation()) {
            case NONE -> MountPropagation.PROPAGATION_PRIVATE;
            case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
            case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
        };
        return Mount.newBuilder()
                .setHostPath(mount.hostPath().toString())
                .setContainerPath(mount.containerPath())
                .setReadonly(mount.readOnly())
                .setPropagation(propagation)
                .build();
    }

    private static LinuxContainerResources resources(ContainerLimits limits) {
        return LinuxContainerResources.newBuilder()
                .setCpuShares(limits.cpuShares())
                .setCpuQuota(limits.cpuQuota())
                .setCpuPeriod(limits.cpuPeriod())
                .setMemoryLimitInBytes(limits.memoryBytes())
                .setOomScoreAdj(limits.oomScoreAdj())
                .build();
    }

    private static LinuxContainerSecurityContext security(PodRequest pod, ContainerSecurity security) {
        LinuxContainerSecurityContext.Builder context = LinuxContainerSecurityContext.newBuilder()
                .setNamespaceOptions(SandboxConfigs.namespaces(pod))
                .setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(security.addCapabilities())
                        .addAllDropCapabilities(security.dropCapabilities()))
                .setPrivileged(security.privileged())
                .setReadonlyRootfs(security.readOnlyRoot())
                .setNoNewPrivs(security.noNewPrivileges())
                .addAllSupplementalGroups(security.groups());
        if (security.user().isPresent()) {
            context.setRunAsUser(SandboxConfigs.number(security.user()));
            if (security.group().isPresent()) {
                context.setRunAsGroup(SandboxConfigs.number(security.group()));
            }
        }
        if (!security.seccomp().isEmpty()) {
            context.setSeccomp(seccomp(security.seccomp()));
        }
        if (!security.privileged()) {
            context.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY);
        }
        return context.build();
    }

    private static SecurityProfile seccomp(String profile) {
        SecurityProfile.Builder wire = SecurityProfile.newBuilder();
        return switch (profile) {
            case "RuntimeDefault" ->
                wire.setProfileType(ProfileType.RUNTIME_DEFAULT).build();
            case "Unconfined" -> wire.setProfileType(ProfileType.UNCONFINED).build();
            default ->
                wire.setProfileType(ProfileType.LOCALHOST)
                        .setLocalhostRef(profile)
                        .build();
        };
    }
}
