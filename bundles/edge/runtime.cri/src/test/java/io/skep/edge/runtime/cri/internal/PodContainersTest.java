package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import io.skep.edge.runtime.cri.internal.wire.CreateContainerRequest;
import io.skep.edge.runtime.cri.internal.wire.Empty;
import io.skep.edge.runtime.cri.internal.wire.ExecSyncRequest;
import io.skep.edge.runtime.cri.internal.wire.ExecSyncResponse;
import io.skep.edge.runtime.cri.internal.wire.StopContainerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodContainersTest {

    @TempDir
    Path folder;

    private FakeCri cri;
    private CriPodRuntime runtime;
    private PodRequest pod;
    private ContainerRequest main;

    @BeforeEach
    void start() throws Exception {
        cri = new FakeCri(folder.resolve("cri.sock"))
                .on(CriMethod.EXEC_SYNC, question -> ExecSyncResponse.getDefaultInstance())
                .on(CriMethod.REOPEN_LOG, question -> Empty.getDefaultInstance())
                .start();
        runtime = new CriPodRuntime(cri.settings(), new PodCgroups(folder.resolve("none")), InstantSource.system());
        pod = Requests.pod(folder, "u1", PodNetwork.HOST);
        main = Requests.container(pod, "main", 2, "sh");
        runtime.createPod(pod);
    }

    @AfterEach
    void end() {
        runtime.close();
        cri.stop();
    }

    @Test
    void replacesAContainerThatHasEnded() throws Exception {
        String old = cri.add("s1", new Labels("edge-t").of(pod, main), "main", 1, ContainerState.CONTAINER_EXITED);
        String left = cri.add("s1", new Labels("edge-t").of(pod, main), "main", 2, ContainerState.CONTAINER_CREATED);
        runtime.start(pod, main);
        assertThat(cri.containers).doesNotContainKeys(old, left).hasSize(1);
        CreateContainerRequest created = cri.last(CreateContainerRequest.class);
        assertThat(created.getPodSandboxId()).isEqualTo("s1");
        assertThat(created.getSandboxConfig().getMetadata().getUid()).isEqualTo("u1");
        assertThat(main.log().getParent()).isDirectory();
    }

    @Test
    void leavesOneThatRunsAlone() throws Exception {
        runtime.start(pod, main);
        runtime.start(pod, main);
        assertThat(cri.called).containsOnlyOnce("CreateContainer");
    }

    @Test
    void needsASandboxThatWorks() {
        PodRequest other = Requests.pod(folder, "u2", PodNetwork.HOST);
        assertThatThrownBy(() -> runtime.start(other, Requests.container(other, "main", 0)))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.NO_SANDBOX));
    }

    @Test
    void keepsTheLogInThePodsFolder() {
        PodRequest other = Requests.pod(folder.resolve("elsewhere"), "u1", PodNetwork.HOST);
        assertThatThrownBy(() -> runtime.start(pod, Requests.container(other, "main", 0)))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.BAD_POD));
    }

    @Test
    void removesWhatDidNotStartAndSaysWhy() {
        cri.fail(
                CriMethod.START_CONTAINER,
                Code.UNKNOWN,
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create"
                        + " failed: unable to start container process: exec: \"x\": no such file or directory: unknown");
        assertThatThrownBy(() -> runtime.start(pod, main))
                .isInstanceOfSatisfying(RuntimeFailure.class, e -> {
                    assertThat(e.code()).isEqualTo(CriError.START_FAILED);
                    assertThat(e.reason()).isEqualTo("RunContainerError");
                })
                .hasMessage("The container main of pod default/pod-u1 failed: exec: \"x\": no such file or directory.");
        assertThat(cri.containers).isEmpty();
    }

    @Test
    void passesOnWhyAContainerWasNotMade() {
        cri.fail(CriMethod.CREATE_CONTAINER, Code.NOT_FOUND, "image not found");
        assertThatThrownBy(() -> runtime.start(pod, main))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("CreateContainerError"))
                .hasMessageContaining("image not found");
    }

    @Test
    void stopsOnlyWhatRunsWithItsGrace() throws Exception {
        runtime.stop("u1", "main", Duration.ofSeconds(1));
        assertThat(cri.called).doesNotContain("StopContainer");
        runtime.start(pod, main);
        runtime.stop("u1", "main", Duration.ofMillis(1500));
        assertThat(cri.last(StopContainerRequest.class).getTimeout()).isEqualTo(2);
        runtime.stop("u1", "main", Duration.ofSeconds(1));
        assertThat(cri.called).containsOnlyOnce("StopContainer");
    }

    @Test
    void cutsALongOutput() throws Exception {
        runtime.start(pod, main);
        cri.on(
                CriMethod.EXEC_SYNC,
                question -> ExecSyncResponse.newBuilder()
                        .setStdout(ByteString.copyFromUtf8("o".repeat(100_000)))
                        .setStderr(ByteString.copyFromUtf8("e"))
                        .setExitCode(4)
                        .build());
        ExecResult result = runtime.exec("u1", "main", List.of("a", "b"), Duration.ofMillis(200));
        assertThat(result.output()).hasSize(64 << 10);
        assertThat(result.error()).isEqualTo("e");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(cri.last(ExecSyncRequest.class).getCmdList()).containsExactly("a", "b");
        assertThat(cri.last(ExecSyncRequest.class).getTimeout()).isEqualTo(1);
    }

    @Test
    void refusesAnAnswerThatIsTooLong() throws Exception {
        runtime.start(pod, main);
        ByteString tooLong = ByteString.copyFrom(new byte[CriChannel.LARGEST_MESSAGE + 1]);
        cri.on(
                CriMethod.EXEC_SYNC,
                question -> ExecSyncResponse.newBuilder().setStdout(tooLong).build());
        assertThatThrownBy(() -> runtime.exec("u1", "main", List.of("yes"), Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.TOO_LARGE));
        assertThat(runtime.find("u1")).isPresent();
    }

    @Test
    void tellsThatACommandTookTooLong() throws Exception {
        runtime.start(pod, main);
        cri.fail(CriMethod.EXEC_SYNC, Code.DEADLINE_EXCEEDED, "timeout 1s exceeded");
        assertThat(runtime.exec("u1", "main", List.of("sleep"), Duration.ofSeconds(1))
                        .timedOut())
                .isTrue();
    }

    /** A probe must not count it as the command's own time. */
    @Test
    void anEngineThatIsSlowToListIsNoCommandThatTookTooLong() throws Exception {
        runtime.start(pod, main);
        cri.fail(CriMethod.LIST_CONTAINERS, Code.DEADLINE_EXCEEDED, "too busy");
        assertThatThrownBy(() -> runtime.exec("u1", "main", List.of("true"), Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.TIMEOUT));
    }

    @Test
    void entersOnlyWhatRuns() throws IOException, InterruptedException {
        assertThatThrownBy(() -> runtime.exec("u1", "main", List.of("true"), Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.NOT_RUNNING));
        assertThatThrownBy(() -> runtime.reopenLog("u1", "main")).isInstanceOf(RuntimeFailure.class);
        runtime.start(pod, main);
        runtime.reopenLog("u1", "main");
        assertThat(cri.called).contains("ReopenContainerLog");
        cri.fail(CriMethod.REOPEN_LOG, Code.UNKNOWN, "disk full");
        assertThatThrownBy(() -> runtime.reopenLog("u1", "main"))
                .hasMessage("The new log of container main of pod u1 failed: disk full.");
    }
}
