package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import io.skep.edge.runtime.cri.internal.wire.ContainerStatus;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodListTest {

    private static final Labels LABELS = new Labels("edge-t");

    @TempDir
    Path folder;

    private FakeCri cri;
    private CriPodRuntime runtime;
    private PodRequest pod;

    @BeforeEach
    void start() throws Exception {
        cri = new FakeCri(folder.resolve("cri.sock")).start();
        runtime = new CriPodRuntime(cri.settings(), new PodCgroups(folder.resolve("none")), InstantSource.system());
        pod = Requests.pod(folder, "u1", new PodNetwork(false, PodNetwork.Dns.NONE, java.util.List.of()));
        runtime.createPod(pod);
    }

    @AfterEach
    void end() {
        runtime.close();
        cri.stop();
    }

    private String add(String name, int attempt, ContainerState state) {
        return cri.add("s1", LABELS.of(pod, Requests.container(pod, name, attempt)), name, attempt, state);
    }

    private RunningPod read() {
        return runtime.find("u1").orElseThrow();
    }

    @Test
    void readsWhatRunsAndWhatHasEnded() {
        String running = add("web", 2, ContainerState.CONTAINER_RUNNING);
        String ended = add("job", 0, ContainerState.CONTAINER_EXITED);
        cri.statuses.put(
                running,
                ContainerStatus.newBuilder().setStartedAt(5_000_000_000L).build());
        cri.statuses.put(
                ended,
                ContainerStatus.newBuilder()
                        .setStartedAt(5_000_000_000L)
                        .setFinishedAt(7_000_000_000L)
                        .setExitCode(3)
                        .setReason("Error")
                        .build());
        assertThat(read().ip()).isEqualTo("10.0.0.7");
        assertThat(read().ready()).isTrue();
        assertThat(read().find("web")).hasValueSatisfying(web -> {
            assertThat(web.phase()).isEqualTo(Phase.RUNNING);
            assertThat(web.id()).isEqualTo("fake://" + running);
            assertThat(web.pid()).isEqualTo(4711);
            assertThat(web.attempt()).isEqualTo(2);
            assertThat(web.startedAt()).isEqualTo(Instant.ofEpochSecond(5));
            assertThat(web.finishedAt()).isEqualTo(Instant.EPOCH);
        });
        assertThat(read().find("job")).hasValueSatisfying(job -> {
            assertThat(job.phase()).isEqualTo(Phase.EXITED);
            assertThat(job.exitCode()).isEqualTo(3);
            assertThat(job.reason()).isEqualTo("Error");
            assertThat(job.finishedAt()).isEqualTo(Instant.ofEpochSecond(7));
            assertThat(job.pid()).isZero();
        });
    }

    @Test
    void asksOnceForWhatCannotChange() {
        String web = add("web", 0, ContainerState.CONTAINER_RUNNING);
        runtime.pods();
        runtime.pods();
        assertThat(cri.called).containsOnlyOnce("ContainerStatus").containsOnlyOnce("PodSandboxStatus");
        cri.state(web, ContainerState.CONTAINER_EXITED);
        assertThat(read().find("web").orElseThrow().reason()).isEqualTo("Completed");
        read();
        assertThat(cri.called.stream().filter("ContainerStatus"::equals)).hasSize(2);
    }

    @Test
    void forgetsWhatIsGone() throws Exception {
        String web = add("web", 0, ContainerState.CONTAINER_RUNNING);
        read();
        runtime.remove("u1");
        assertThat(runtime.find("u1")).isEmpty();
        runtime.createPod(pod);
        cri.containers.put(
                web,
                io.skep.edge.runtime.cri.internal.wire.Container.newBuilder()
                        .setId(web)
                        .setState(ContainerState.CONTAINER_RUNNING)
                        .putAllLabels(LABELS.of(pod, Requests.container(pod, "web", 0)))
                        .build());
        read();
        assertThat(cri.called.stream().filter("ContainerStatus"::equals)).hasSize(2);
        assertThat(cri.called.stream().filter("PodSandboxStatus"::equals)).hasSize(2);
    }

    @Test
    void takesTheNewestContainerAndTheNewestSandboxThatWorks() throws Exception {
        cri.sandboxState("s1", PodSandboxState.SANDBOX_NOTREADY);
        assertThat(read().ready()).isFalse();
        cri.sandboxes.put(
                "s0",
                cri.sandboxes.get("s1").toBuilder()
                        .setId("s0")
                        .setState(PodSandboxState.SANDBOX_READY)
                        .build());
        assertThat(read().ready()).isTrue();
        add("web", 0, ContainerState.CONTAINER_EXITED);
        add("web", 1, ContainerState.CONTAINER_RUNNING);
        assertThat(read().containers())
                .singleElement()
                .satisfies(web -> assertThat(web.attempt()).isEqualTo(1));
    }

    @Test
    void leavesOutWhatWasNeverStarted() {
        add("web", 0, ContainerState.CONTAINER_CREATED);
        assertThat(read().containers()).isEmpty();
    }

    @Test
    void countsAContainerWhoseStateTheEngineHasLostAsEnded() {
        add("web", 0, ContainerState.CONTAINER_UNKNOWN);
        assertThat(read().find("web")).hasValueSatisfying(web -> {
            assertThat(web.phase()).isEqualTo(Phase.EXITED);
            assertThat(web.exitCode()).isEqualTo(137);
            assertThat(web.reason()).isEqualTo("ContainerStatusUnknown");
        });
        read();
        assertThat(cri.called.stream().filter("ContainerStatus"::equals)).hasSize(2);
    }

    @Test
    void seesOnlyWhatThisNodeHasMade() {
        cri.add("s1", Map.of(Labels.POD_UID, "u1"), "stranger", 0, ContainerState.CONTAINER_RUNNING);
        cri.sandboxes.put(
                "s9",
                cri.sandboxes.get("s1").toBuilder().setId("s9").clearLabels().build());
        assertThat(runtime.pods())
                .singleElement()
                .satisfies(one -> assertThat(one.containers()).isEmpty());
        assertThat(runtime.find("u9")).isEmpty();
    }

    @Test
    void neverSaysThatAPodIsGoneWhenItCannotAsk() {
        cri.stop();
        assertThatThrownBy(() -> runtime.find("u1"))
                .isInstanceOfSatisfying(RuntimeFailure.class, e -> {
                    assertThat(e.code()).isEqualTo(CriError.UNAVAILABLE);
                    assertThat(e.reason()).isEqualTo("RuntimeUnavailable");
                })
                .hasMessageStartingWith("The look at pod u1 was not done: the engine");
        assertThatThrownBy(runtime::pods).isInstanceOf(RuntimeFailure.class);
    }

    @Test
    void findsBackToAnEngineThatWasAway() throws Exception {
        cri.stop();
        assertThatThrownBy(runtime::pods).isInstanceOf(RuntimeFailure.class);
        cri.start();
        Eventually.is("the pod is seen again", () -> runtime.find("u1").isPresent());
    }

    @Test
    void endsWhenItIsInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(runtime::pods)
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("RuntimeUnavailable"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void passesOnWhatTheEngineRefuses() throws Exception {
        cri.fail(CriMethod.LIST_SANDBOXES, Code.INTERNAL, "rpc error: code = Unknown desc = disk is broken");
        assertThatThrownBy(runtime::pods)
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.REFUSED))
                .hasMessage("The look at the pods failed: disk is broken.");
    }
}
