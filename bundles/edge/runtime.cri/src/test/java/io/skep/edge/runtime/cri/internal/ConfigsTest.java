package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerRequest.Input;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerRequest.Propagation;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodNetwork.Dns;
import io.skep.edge.runtime.PodNetwork.Port;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import io.skep.edge.runtime.cri.internal.wire.ContainerConfig;
import io.skep.edge.runtime.cri.internal.wire.KeyValue;
import io.skep.edge.runtime.cri.internal.wire.LinuxContainerSecurityContext;
import io.skep.edge.runtime.cri.internal.wire.LinuxSandboxSecurityContext;
import io.skep.edge.runtime.cri.internal.wire.MountPropagation;
import io.skep.edge.runtime.cri.internal.wire.NamespaceMode;
import io.skep.edge.runtime.cri.internal.wire.NamespaceOption;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxConfig;
import io.skep.edge.runtime.cri.internal.wire.SecurityProfile.ProfileType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConfigsTest {

    private static final Path ROOT = Path.of("/var/lib/edged/pods");
    private static final Labels LABELS = new Labels("edge-t");

    private static PodSandboxConfig sandbox(PodRequest pod) {
        return new SandboxConfigs(LABELS).of(pod, 3);
    }

    private static ContainerConfig container(PodRequest pod, ContainerRequest container) {
        return new ContainerConfigs(LABELS).of(pod, container);
    }

    private static LinuxContainerSecurityContext security(ContainerSecurity security) {
        PodRequest pod = Requests.pod(ROOT, "u1", PodNetwork.HOST);
        return container(pod, Requests.container(pod, "c", 0, ContainerLimits.NONE, security, List.of()))
                .getLinux()
                .getSecurityContext();
    }

    private static ContainerSecurity privileged(boolean privileged, String seccomp) {
        return new ContainerSecurity(
                OptionalLong.empty(),
                OptionalLong.of(7),
                List.of(),
                privileged,
                false,
                false,
                List.of("NET_ADMIN"),
                List.of(),
                seccomp);
    }

    @Test
    void describesASandboxOfItsOwnNetwork() {
        PodNetwork network = new PodNetwork(
                false,
                new Dns(List.of("10.0.0.1"), List.of("local"), List.of("ndots:2")),
                List.of(
                        new Port("TCP", 80, 8080, ""),
                        new Port("udp", 53, 5353, "127.0.0.1"),
                        new Port("SCTP", 1, 2, "")));
        PodSandboxConfig config = sandbox(Requests.pod(ROOT, "u1", network));
        assertThat(config.getMetadata().getName()).isEqualTo("pod-u1");
        assertThat(config.getMetadata().getNamespace()).isEqualTo("default");
        assertThat(config.getMetadata().getUid()).isEqualTo("u1");
        assertThat(config.getMetadata().getAttempt()).isEqualTo(3);
        assertThat(config.getHostname()).isEqualTo("host-u1");
        assertThat(config.getLogDirectory()).isEqualTo("/var/lib/edged/pods/u1/logs");
        assertThat(config.getLinux().getCgroupParent()).isEqualTo("/skep/podu1");
        assertThat(config.getAnnotationsMap()).containsEntry("note", "x");
        assertThat(config.getLabelsMap())
                .containsEntry("app", "test")
                .containsEntry("io.kubernetes.pod.name", "pod-u1")
                .containsEntry("io.kubernetes.pod.namespace", "default")
                .containsEntry("io.kubernetes.pod.uid", "u1")
                .containsEntry("io.skep/node", "edge-t");
        assertThat(config.getDnsConfig().getServersList()).containsExactly("10.0.0.1");
        assertThat(config.getDnsConfig().getSearchesList()).containsExactly("local");
        assertThat(config.getDnsConfig().getOptionsList()).containsExactly("ndots:2");
        assertThat(config.getPortMappingsList())
                .extracting(port -> port.getProtocol() + " " + port.getContainerPort() + " " + port.getHostPort() + " "
                        + port.getHostIp())
                .containsExactly("TCP 80 8080 ", "UDP 53 5353 127.0.0.1", "SCTP 1 2 ");
    }

    @Test
    void givesNoHostnameToThePodsOfTheMachinesNetwork() {
        PodSandboxConfig config = sandbox(Requests.pod(ROOT, "u1", PodNetwork.HOST));
        assertThat(config.getHostname()).isEmpty();
        assertThat(config.hasDnsConfig()).isFalse();
        assertThat(namespaces(config).getNetwork()).isEqualTo(NamespaceMode.NODE);
        assertThat(namespaces(config).getPid()).isEqualTo(NamespaceMode.CONTAINER);
        assertThat(namespaces(config).getIpc()).isEqualTo(NamespaceMode.POD);
    }

    private static NamespaceOption namespaces(PodSandboxConfig config) {
        return config.getLinux().getSecurityContext().getNamespaceOptions();
    }

    @Test
    void sharesWhatThePodShares() {
        PodSecurity host = new PodSecurity(
                true, true, true, OptionalLong.of(5), OptionalLong.of(6), List.of(8L), true, Map.of("net.x", "1"));
        PodSandboxConfig config = sandbox(Requests.pod(ROOT, "u1", PodNetwork.HOST, host));
        assertThat(namespaces(config).getPid()).isEqualTo(NamespaceMode.NODE);
        assertThat(namespaces(config).getIpc()).isEqualTo(NamespaceMode.NODE);
        LinuxSandboxSecurityContext context = config.getLinux().getSecurityContext();
        assertThat(context.getRunAsUser().getValue()).isEqualTo(5);
        assertThat(context.getRunAsGroup().getValue()).isEqualTo(6);
        assertThat(context.getSupplementalGroupsList()).containsExactly(8L);
        assertThat(context.getPrivileged()).isTrue();
        assertThat(config.getLinux().getSysctlsMap()).containsEntry("net.x", "1");
        PodSecurity shared = new PodSecurity(
                false, false, true, OptionalLong.empty(), OptionalLong.empty(), List.of(), false, Map.of());
        assertThat(namespaces(sandbox(Requests.pod(ROOT, "u1", PodNetwork.HOST, shared)))
                        .getPid())
                .isEqualTo(NamespaceMode.POD);
    }

    @Test
    void describesAContainer() {
        PodRequest pod = Requests.pod(ROOT, "u1", PodNetwork.HOST);
        Map<String, String> env = new LinkedHashMap<>();
        env.put("B", "2");
        env.put("A", "1");
        ContainerConfig config = container(
                pod,
                new ContainerRequest(
                        "main",
                        "busybox",
                        4,
                        List.of("sh"),
                        List.of("-c", "x"),
                        "/work",
                        env,
                        List.of(
                                new Mount("a", Path.of("/a"), "/ca", true, Propagation.NONE),
                                new Mount("b", Path.of("/b"), "/cb", false, Propagation.HOST_TO_CONTAINER),
                                new Mount("c", Path.of("/c"), "/cc", false, Propagation.BIDIRECTIONAL)),
                        pod.logs().resolve("main/4.log"),
                        new ContainerLimits(1, 2, 3, 4, -5),
                        ContainerSecurity.DEFAULT,
                        new Input(true, true, true)));
        assertThat(config.getMetadata().getName()).isEqualTo("main");
        assertThat(config.getMetadata().getAttempt()).isEqualTo(4);
        assertThat(config.getImage().getImage()).isEqualTo("busybox");
        assertThat(config.getCommandList()).containsExactly("sh");
        assertThat(config.getArgsList()).containsExactly("-c", "x");
        assertThat(config.getWorkingDir()).isEqualTo("/work");
        assertThat(config.getEnvsList()).extracting(KeyValue::getKey).containsExactly("B", "A");
        assertThat(config.getLogPath()).isEqualTo("main/4.log");
        assertThat(config.getStdin() && config.getStdinOnce() && config.getTty())
                .isTrue();
        assertThat(config.getLabelsMap())
                .containsEntry("io.kubernetes.container.name", "main")
                .containsEntry("io.kubernetes.pod.uid", "u1")
                .containsEntry("io.skep/node", "edge-t");
        assertThat(config.getMountsList())
                .extracting(mount -> mount.getHostPath() + mount.getContainerPath() + mount.getReadonly())
                .containsExactly("/a/catrue", "/b/cbfalse", "/c/ccfalse");
        assertThat(config.getMountsList())
                .extracting(io.skep.edge.runtime.cri.internal.wire.Mount::getPropagation)
                .containsExactly(
                        MountPropagation.PROPAGATION_PRIVATE,
                        MountPropagation.PROPAGATION_HOST_TO_CONTAINER,
                        MountPropagation.PROPAGATION_BIDIRECTIONAL);
        assertThat(config.getLinux().getResources()).satisfies(resources -> {
            assertThat(resources.getCpuShares()).isEqualTo(1);
            assertThat(resources.getCpuQuota()).isEqualTo(2);
            assertThat(resources.getCpuPeriod()).isEqualTo(3);
            assertThat(resources.getMemoryLimitInBytes()).isEqualTo(4);
            assertThat(resources.getOomScoreAdj()).isEqualTo(-5);
        });
        assertThat(config.getLinux().getSecurityContext().getNamespaceOptions())
                .isEqualTo(SandboxConfigs.namespaces(pod));
    }

    @Test
    void hidesWhatKubeletHidesUnlessTheContainerIsPrivileged() {
        assertThat(security(ContainerSecurity.DEFAULT).getMaskedPathsList()).contains("/proc/kcore", "/sys/firmware");
        assertThat(security(ContainerSecurity.DEFAULT).getReadonlyPathsList()).contains("/proc/sys");
        LinuxContainerSecurityContext context = security(privileged(true, ""));
        assertThat(context.getPrivileged()).isTrue();
        assertThat(context.getMaskedPathsList()).isEmpty();
        assertThat(context.getReadonlyPathsList()).isEmpty();
        assertThat(context.getCapabilities().getAddCapabilitiesList()).containsExactly("NET_ADMIN");
        assertThat(context.hasRunAsGroup()).isFalse();
    }

    @Test
    void knowsTheKindsOfSeccompProfile() {
        assertThat(security(privileged(false, "")).hasSeccomp()).isFalse();
        assertThat(security(privileged(false, "RuntimeDefault")).getSeccomp().getProfileType())
                .isEqualTo(ProfileType.RUNTIME_DEFAULT);
        assertThat(security(privileged(false, "Unconfined")).getSeccomp().getProfileType())
                .isEqualTo(ProfileType.UNCONFINED);
        assertThat(security(privileged(false, "/etc/p.json")).getSeccomp().getLocalhostRef())
                .isEqualTo("/etc/p.json");
    }
}
