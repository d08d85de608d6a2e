package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodNetwork.Dns;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import io.skep.edge.runtime.cri.internal.wire.DNSConfig;
import io.skep.edge.runtime.cri.internal.wire.Int64Value;
import io.skep.edge.runtime.cri.internal.wire.LinuxPodSandboxConfig;
import io.skep.edge.runtime.cri.internal.wire.LinuxSandboxSecurityContext;
import io.skep.edge.runtime.cri.internal.wire.NamespaceMode;
import io.skep.edge.runtime.cri.internal.wire.NamespaceOption;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxConfig;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxMetadata;
import io.skep.edge.runtime.cri.internal.wire.PortMapping;
import io.skep.edge.runtime.cri.internal.wire.Protocol;
import io.skep.edge.runtime.cri.internal.wire.SecurityProfile;
import io.skep.edge.runtime.cri.internal.wire.SecurityProfile.ProfileType;
import java.util.Locale;
import java.util.OptionalLong;

/** Says in CRI's words what a pod's sandbox is to be. */
final class SandboxConfigs {

    private final Labels labels;

    SandboxConfigs(Labels labels) {
        this.labels = labels;
    }

    PodSandboxConfig of(PodRequest pod, int attempt) {
        PodNetwork network = pod.network();
        PodSandboxConfig.Builder config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(pod.name())
                        .setNamespace(pod.namespace())
                        .setUid(pod.uid())
                        .setAttempt(attempt))
                .setLogDirectory(pod.logs().toString())
                .putAllLabels(pod.labels())
                .putAllLabels(labels.of(pod))
                .putAllAnnotations(pod.annotations())
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(PodCgroups.parent(pod.uid()))
                        .putAllSysctls(pod.security().sysctls())
                        .setSecurityContext(security(pod)));
        if (!network.host()) {
            config.setHostname(pod.hostname());
        }
        if (!network.dns().equals(Dns.NONE)) {
            config.setDnsConfig(DNSConfig.newBuilder()
                    .addAllServers(network.dns().servers())
                    .addAllSearches(network.dns().searches())
                    .addAllOptions(network.dns().options()));
        }
        network.ports().forEach(port -> config.addPortMappings(mapping(port)));
        return config.build();
    }

    private static PortMapping mapping(PodNetwork.Port port) {
        Protocol protocol = switch (port.protocol().toUpperCase(Locale.ROOT)) {
            case "UDP" -> Protocol.UDP;
            case "SCTP" -> Protocol.SCTP;
            default -> Protocol.TCP;
        };
        return PortMapping.newBuilder()
                .setProtocol(protocol)
                .setContainerPort(port.containerPort())
                .setHostPort(port.hostPort())
                .setHostIp(port.hostIp())
                .build();
    }

    private static LinuxSandboxSecurityContext security(PodRequest pod) {
        PodSecurity security = pod.security();
        LinuxSandboxSecurityContext.Builder context = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(pod))
                .setPrivileged(security.privileged())
                .addAllSupplementalGroups(security.groups())
                .setSeccomp(SecurityProfile.newBuilder().setProfileType(ProfileType.RUNTIME_DEFAULT));
        if (security.user().isPresent()) {
            context.setRunAsUser(number(security.user()));
            if (security.group().isPresent()) {
                context.setRunAsGroup(number(security.group()));
            }
        }
        return context.build();
    }

    /** Goes into each container too: there it counts, and its default shares the pids of the sandbox. */
    static NamespaceOption namespaces(PodRequest pod) {
        PodSecurity security = pod.security();
        NamespaceMode pid = security.sharedPid() ? NamespaceMode.POD : NamespaceMode.CONTAINER;
        return NamespaceOption.newBuilder()
                .setNetwork(pod.network().host() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(security.hostPid() ? NamespaceMode.NODE : pid)
                .setIpc(security.hostIpc() ? NamespaceMode.NODE : NamespaceMode.POD)
                .build();
    }

    static Int64Value number(OptionalLong value) {
        return Int64Value.newBuilder().setValue(value.getAsLong()).build();
    }
}
