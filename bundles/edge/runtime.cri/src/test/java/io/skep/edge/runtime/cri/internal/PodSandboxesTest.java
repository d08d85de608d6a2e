package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodSandboxesTest {

    @TempDir
    Path folder;

    private FakeCri cri;
    private CriConnection connection;
    private PodSandboxes sandboxes;
    private PodRequest pod;

    @BeforeEach
    void start() throws Exception {
        cri = new FakeCri(folder.resolve("cri.sock")).start();
        connection = new CriConnection(cri.endpoint());
        Files.writeString(
                folder.resolve("mountinfo"),
                "31 30 0:26 / " + folder + "/cg rw - cgroup2 cgroup rw\n1 0 8:1 / / rw - ext4 /dev/x rw\n");
        sandboxes = new PodSandboxes(
                new CriCalls(connection, Duration.ofSeconds(2)),
                new Labels("edge-t"),
                new PodCgroups(folder.resolve("mountinfo")));
        pod = Requests.pod(folder, "u1", PodNetwork.HOST);
    }

    @AfterEach
    void end() {
        connection.close();
        cri.stop();
    }

    @Test
    void makesOneSandbox() throws Exception {
        sandboxes.create(pod);
        sandboxes.create(pod);
        assertThat(cri.called).containsOnlyOnce("RunPodSandbox");
        assertThat(cri.sandboxes.get("s1").getMetadata().getAttempt()).isZero();
        assertThat(pod.logs()).isDirectory();
    }

    @Test
    void replacesOneThatDoesNotWork() throws Exception {
        sandboxes.create(pod);
        cri.sandboxState("s1", PodSandboxState.SANDBOX_NOTREADY);
        sandboxes.create(pod);
        assertThat(cri.sandboxes).containsOnlyKeys("s2");
        assertThat(cri.sandboxes.get("s2").getMetadata().getAttempt()).isEqualTo(1);
        assertThat(cri.called).containsSubsequence("StopPodSandbox", "RemovePodSandbox", "RunPodSandbox");
    }

    @Test
    void keepsOnlyTheNewestOfTwoThatWork() throws Exception {
        sandboxes.create(pod);
        cri.sandboxes.put(
                "s9",
                cri.sandboxes.get("s1").toBuilder().setId("s9").setCreatedAt(99).build());
        sandboxes.create(pod);
        assertThat(cri.sandboxes).containsOnlyKeys("s9");
    }

    @Test
    void removesSandboxContainersAndControlGroup() throws Exception {
        sandboxes.create(pod);
        Path group = Files.createDirectories(folder.resolve("cg/skep/podu1/c1")).getParent();
        cri.add("gone", Map.of(Labels.NODE, "edge-t", Labels.POD_UID, "u1"), "x", 0, ContainerState.CONTAINER_EXITED);
        sandboxes.remove("u1");
        assertThat(cri.sandboxes).isEmpty();
        assertThat(cri.containers).isEmpty();
        assertThat(group).doesNotExist();
        sandboxes.remove("u1");
    }

    @Test
    void endsWhatHasOutlivedItsSandboxBeforeItMakesAnother() throws Exception {
        sandboxes.create(pod);
        Process left = survivor("cg/skep/podu1/c1");
        Process other = survivor("cg/skep/podu2/c1");
        try {
            sandboxes.create(pod);
            assertThat(left.isAlive()).isTrue();
            cri.sandboxState("s1", PodSandboxState.SANDBOX_NOTREADY);
            sandboxes.create(pod);
            assertThat(left.isAlive()).isFalse();
            assertThat(cri.sandboxes).containsOnlyKeys("s2");
            assertThat(other.isAlive()).isTrue();
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void endsWhatHasOutlivedAPodThatIsRemoved() throws Exception {
        sandboxes.create(pod);
        Process left = survivor("cg/skep/podu1/c1");
        try {
            sandboxes.remove("u1");
            assertThat(left.isAlive()).isFalse();
        } finally {
            left.destroyForcibly();
        }
    }

    /** A process in a control group of which the engine knows nothing. */
    private Process survivor(String group) throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        Path members = Files.createDirectories(folder.resolve(group)).resolve("cgroup.procs");
        Files.writeString(
                members, process.pid() + "\n" + ProcessHandle.current().pid() + "\n");
        return process;
    }

    @Test
    void leavesAControlGroupThatIsInUse() throws Exception {
        Path group = Files.createDirectories(folder.resolve("cg/skep/podu1"));
        Files.createFile(group.resolve("cannot-go"));
        sandboxes.remove("u1");
        assertThat(group).exists();
    }

    @Test
    void refusesAUidThatIsNoFileName() {
        PodRequest bad = Requests.pod(folder, "../x", PodNetwork.HOST);
        assertThatThrownBy(() -> sandboxes.create(bad))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.BAD_POD));
        assertThat(cri.called).isEmpty();
    }

    @Test
    void passesOnWhyASandboxWasNotMade() {
        cri.fail(CriMethod.RUN_SANDBOX, Code.UNKNOWN, "failed to setup network for sandbox: no more addresses");
        assertThatThrownBy(() -> sandboxes.create(pod))
                .isInstanceOfSatisfying(RuntimeFailure.class, e -> {
                    assertThat(e.code()).isEqualTo(CriError.SANDBOX_FAILED);
                    assertThat(e.reason()).isEqualTo("CreatePodSandboxError");
                })
                .hasMessage("The sandbox of pod default/pod-u1 failed: failed to setup network for sandbox: no more"
                        + " addresses.");
    }

    @Test
    void doesNotTakeAnAbsentEngineForAPodThatIsGone() {
        cri.stop();
        assertThatThrownBy(() -> sandboxes.remove("u1"))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("RuntimeUnavailable"));
    }
}
