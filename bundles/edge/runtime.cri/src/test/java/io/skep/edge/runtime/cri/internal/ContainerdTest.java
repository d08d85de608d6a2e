package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RunningPod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContainerdTest {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static Containerd containerd;
    private static CriPodRuntime runtime;

    @BeforeAll
    static void start() throws Exception {
        Containerd.require();
        containerd = Containerd.start();
        runtime = runtime();
        Eventually.is("the engine is ready", () -> runtime.condition().ready());
    }

    private static CriPodRuntime runtime() {
        Endpoint endpoint = new Endpoint("unix://" + containerd.socket());
        return new CriPodRuntime(
                new CriSettings("edge-t", endpoint, endpoint, Duration.ofMinutes(1)),
                new PodCgroups(MOUNTS),
                InstantSource.system());
    }

    @AfterEach
    void removeAll() throws Exception {
        for (RunningPod pod : runtime.pods()) {
            runtime.remove(pod.uid());
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (runtime != null) {
            runtime.close();
        }
        if (containerd != null) {
            containerd.end();
        }
    }

    private static ContainerState state(String uid, String name) {
        return runtime.find(uid).orElseThrow().find(name).orElseThrow();
    }

    private static ContainerState ended(String uid, String name) {
        Eventually.is(name + " has ended", () -> state(uid, name).phase() == Phase.EXITED);
        return state(uid, name);
    }

    @Test
    void runsAContainerFromItsStartToItsEnd() throws Exception {
        PodRequest pod = Requests.pod(containerd.pods(), "life", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.createPod(pod);
        runtime.start(
                pod,
                Requests.container(
                        pod, "main", 3, "sh", "-c", "echo $GREETING; trap 'exit 7' TERM; while :; do sleep 0.1; done"));
        ContainerState running = state("life", "main");
        assertThat(running.phase()).isEqualTo(Phase.RUNNING);
        assertThat(running.attempt()).isEqualTo(3);
        assertThat(running.id()).startsWith("containerd://");
        assertThat(Containerd.commandLine(running.pid())).startsWith("sh -c echo");
        Eventually.is(
                "its output is in the log",
                () -> Files.readString(pod.logs().resolve("main/3.log")).contains("stdout F hello"));
        assertThat(runtime.exec(
                        "life", "main", List.of("sh", "-c", "echo out; echo err >&2; exit 3"), Duration.ofSeconds(5)))
                .satisfies(result -> {
                    assertThat(result.exitCode()).isEqualTo(3);
                    assertThat(result.output()).isEqualTo("out\n");
                    assertThat(result.error()).isEqualTo("err\n");
                });
        runtime.stop("life", "main", Duration.ofSeconds(5));
        ContainerState end = state("life", "main");
        assertThat(end.phase()).isEqualTo(Phase.EXITED);
        assertThat(end.exitCode()).isEqualTo(7);
        assertThat(end.reason()).isEqualTo("Error");
        runtime.remove("life");
        runtime.remove("life");
        assertThat(runtime.find("life")).isEmpty();
    }

    @Test
    void tellsHowAContainerEnded() throws Exception {
        PodRequest pod = Requests.pod(containerd.pods(), "ends", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "seven", 0, "sh", "-c", "exit 7"));
        runtime.start(pod, Requests.container(pod, "zero", 0, "true"));
        assertThat(ended("ends", "seven").exitCode()).isEqualTo(7);
        assertThat(state("ends", "seven").reason()).isEqualTo("Error");
        assertThat(ended("ends", "zero").exitCode()).isZero();
        assertThat(state("ends", "zero").reason()).isEqualTo("Completed");
        assertThat(state("ends", "zero").finishedAt())
                .isAfterOrEqualTo(state("ends", "zero").startedAt());
    }
}
