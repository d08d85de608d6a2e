package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodNetwork.Dns;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class ContainerdFaultsTest extends EngineFixture {

    @Test
    void leavesNothingBehind() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "gone", new PodNetwork(false, Dns.NONE, List.of()));
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 0, "sleep", "1000"));
        assertThat(engine.containerd().mounts()).isNotEmpty();
        runtime.remove("gone");
        assertThat(runtime.pods()).isEmpty();
        assertThat(engine.containerd().mounts()).isEmpty();
        assertThat(engine.containerd().shims()).isEmpty();
        for (String controller : List.of("memory", "cpu", "pids", "unified", "")) {
            assertThat(Path.of("/sys/fs/cgroup/" + controller + "/skep/podgone"))
                    .doesNotExist();
        }
        assertThat(engine.containerd().inNetwork("ip", "-o", "link")).doesNotContain("veth");
    }

    @Test
    void replacesASandboxThatDied() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "sand", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 0, "sleep", "1000"));
        long pause = ProcessHandle.allProcesses()
                .filter(process -> Containerd.commandLine(process.pid()).startsWith("/bin/sleep 2147483647"))
                .findFirst()
                .orElseThrow()
                .pid();
        Containerd.run("kill", "-9", String.valueOf(pause));
        Eventually.is(
                "the sandbox is not ready",
                () -> !runtime.find("sand").orElseThrow().ready());
        runtime.createPod(pod);
        assertThat(runtime.find("sand").orElseThrow().ready()).isTrue();
        assertThat(runtime.find("sand").orElseThrow().containers()).isEmpty();
        runtime.start(pod, Requests.container(pod, "main", 1, "sleep", "1000"));
        assertThat(engine.state("sand", "main").phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void survivesTheEndOfTheEngine() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "stay", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 2, "sleep", "1000"));
        long pid = engine.state("stay", "main").pid();
        engine.containerd().kill();
        assertThatThrownBy(() -> runtime.find("stay"))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("RuntimeUnavailable"));
        assertThatThrownBy(() -> runtime.remove("stay"))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.UNAVAILABLE));
        engine.containerd().launch();
        Eventually.is("the engine answers again", () -> runtime.find("stay").isPresent());
        assertThat(engine.state("stay", "main").pid()).isEqualTo(pid);
        assertThat(engine.state("stay", "main").attempt()).isEqualTo(2);
    }

    @Test
    void tellsWhenAShimWasKilled() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "shim", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 0, "sleep", "1000"));
        long pid = engine.state("shim", "main").pid();
        engine.containerd().shims().forEach(ProcessHandle::destroyForcibly);
        assertThat(engine.ended("shim", "main").exitCode()).isEqualTo(255);
        assertThat(engine.state("shim", "main").reason()).isEqualTo("Error");
        Eventually.is(
                "the sandbox is not ready",
                () -> !runtime.find("shim").orElseThrow().ready());
        Eventually.is(
                "the container's process is gone",
                () -> !Containerd.commandLine(pid).startsWith("sleep"));
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 1, "sleep", "1000"));
        assertThat(engine.state("shim", "main").phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void tellsWhenAShimWasKilledWhileTheEngineWasAway() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "both", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 0, "sleep", "1000"));
        long pid = engine.state("both", "main").pid();
        engine.containerd().kill();
        engine.containerd().shims().forEach(ProcessHandle::destroyForcibly);
        engine.containerd().launch();
        Eventually.is("the engine answers again", () -> runtime.find("both").isPresent());
        ContainerState end = engine.ended("both", "main");
        assertThat(end.exitCode()).isEqualTo(255);
        assertThat(end.reason()).isEqualTo("Unknown");
        assertThat(runtime.find("both").orElseThrow().ready()).isFalse();
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 1, "sleep", "1000"));
        assertThat(engine.state("both", "main").phase()).isEqualTo(Phase.RUNNING);
        Eventually.is(
                "the container's process is gone",
                () -> !Containerd.commandLine(pid).startsWith("sleep"));
    }

    @Test
    void findsItsPodsAgainAndTouchesNoOthers() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "keep", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 4, "sleep", "1000"));
        RunningPod before = runtime.find("keep").orElseThrow();
        CriPodRuntime successor = engine.newRuntime();
        CriPodRuntime other = engine.newRuntime("edge-u");
        try {
            assertThat(successor.pods()).containsExactly(before);
            successor.createPod(pod);
            successor.start(pod, Requests.container(pod, "main", 4, "sleep", "1000"));
            assertThat(other.pods()).isEmpty();
            other.stop("keep", "main", Duration.ZERO);
            other.remove("keep");
            assertThat(runtime.pods()).containsExactly(before);
        } finally {
            successor.close();
            other.close();
        }
    }

    @Test
    void tellsWhatChangesByItself() throws Exception {
        Set<String> told = ConcurrentHashMap.newKeySet();
        PodRequest pod = Requests.pod(engine.pods(), "told", PodNetwork.HOST);
        try (AutoCloseable listening = runtime.onChange(told::add)) {
            assertThat(listening).isNotNull();
            runtime.createPod(pod);
            Eventually.is("the new pod is told", () -> told.remove("told"));
            runtime.start(pod, Requests.container(pod, "main", 0, "sh", "-c", "sleep 2; exit 1"));
            Eventually.is("the start is told", () -> told.remove("told"));
            Eventually.is(
                    "the end is told",
                    () -> told.contains("told") && engine.state("told", "main").phase() == Phase.EXITED);
        }
    }
}
