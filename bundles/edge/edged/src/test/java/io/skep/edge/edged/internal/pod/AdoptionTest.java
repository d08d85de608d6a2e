package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.model.Json;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.runtime.ContainerState.Phase;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a new process makes of what another one has left, wherever that was killed. */
class AdoptionTest extends PodWorkerFixture {

    @BeforeEach
    void startOnce() throws Exception {
        containerPod("", "");
        worker = worker();
        worker.pass();
    }

    private Ledger ledger() {
        return Ledger.open(dir.resolve("pods/u1/containers.json"));
    }

    private int restarts() throws InterruptedException {
        return container().path("restartCount").asInt();
    }

    @Test
    void aStartThatDidNotComeAboutIsNotCounted() throws Exception {
        runtime.exit("u1", "c", 1);
        Ledger ledger = ledger();
        ledger.put("c", ended(ledger));
        ledger.put("c", ledger.get("c").starting("busybox:1"));
        worker = worker();
        worker.pass();
        assertThat(runtime.started.getLast().attempt()).isEqualTo(1);
        assertThat(restarts()).isEqualTo(1);
    }

    private static Entry ended(Ledger ledger) {
        return ledger.get("c")
                .ended(new Ledger.Exit("containerd://u1/c/0", "sha", 1, "Error", "", Instant.EPOCH, Instant.EPOCH));
    }

    @Test
    void aStartThatCameAboutIsCountedOnce() throws Exception {
        Ledger ledger = ledger();
        ledger.put("c", ended(ledger));
        ledger.put("c", ledger.get("c").starting("busybox:1"));
        runtime.put("u1", "c", 1, Phase.RUNNING);
        worker = worker();
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(restarts()).isEqualTo(1);
        assertThat(ledger().get("c").starts()).isEqualTo(2);
    }

    @Test
    void aContainerThatWasMadeButNotStartedIsReplaced() throws Exception {
        Ledger ledger = ledger();
        ledger.put("c", ended(ledger));
        ledger.put("c", ledger.get("c").starting("busybox:1"));
        runtime.put("u1", "c", 1, Phase.STARTING);
        worker = worker();
        worker.pass();
        assertThat(runtime.started.getLast().attempt()).isEqualTo(1);
        assertThat(restarts()).isEqualTo(1);
    }

    @Test
    void anEndThatNobodySawIsCountedOnce() throws Exception {
        runtime.exit("u1", "c", 3);
        worker = worker();
        worker.pass();
        worker = worker();
        worker.pass();
        assertThat(runtime.started).hasSize(2);
        assertThat(restarts()).isEqualTo(1);
        assertThat(container().at("/lastState/terminated/exitCode").asInt()).isEqualTo(3);
    }

    @Test
    void aContainerThatVanishedCountsAsEnded() throws Exception {
        runtime.forgetAll();
        worker = worker();
        worker.pass();
        assertThat(runtime.started.getLast().attempt()).isEqualTo(1);
        assertThat(restarts()).isEqualTo(1);
        assertThat(container().at("/lastState/terminated/exitCode").asInt()).isEqualTo(137);
        assertThat(container().at("/lastState/terminated/reason").asText()).isEqualTo("ContainerStatusUnknown");
    }

    @Test
    void aLedgerThatCannotBeReadIsMadeAnewFromTheRuntime() throws Exception {
        runtime.put("u1", "c", 4, Phase.RUNNING);
        Files.writeString(dir.resolve("pods/u1/containers.json"), "{");
        worker = worker();
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(restarts()).isEqualTo(4);
    }

    @Test
    void readsTheLedgerOfEarlierVersions() throws Exception {
        Files.write(
                dir.resolve("pods/u1/containers.json"),
                Json.writeBytes(Pods.json("{'startTime':'2026-01-01T00:00:00Z','containers':{'c':{'starts':3,"
                        + "'running':true,'crashes':1,'last':{'id':'x','code':2,'reason':'Error','message':'',"
                        + "'startedAt':'2026-01-01T00:00:00Z','finishedAt':'2026-01-01T00:00:00Z'}}}}")));
        Entry entry = ledger().get("c");
        assertThat(entry.running()).isTrue();
        assertThat(entry.restarts()).isEqualTo(2);
        assertThat(entry.last().orElseThrow().code()).isEqualTo(2);
        assertThat(ledger().hasStarted()).isTrue();
    }

    @Test
    void aReplacedSandboxRunsItsContainersAgain() throws Exception {
        runtime.breakSandbox("u1");
        clock.advance(Duration.ofSeconds(1));
        worker.pass();
        assertThat(eventReasons()).contains("SandboxChanged");
        assertThat(runtime.started.getLast().attempt()).isEqualTo(1);
        assertThat(restarts()).isEqualTo(1);
        assertThat(lastStatus().path("podIP").asText()).isEqualTo("10.88.0.5");
        worker.pass();
        assertThat(runtime.started).hasSize(2);
        assertThat(runtime.created).hasSize(2);
    }

    @Test
    void aPodThatIsNotRestartedGetsNoNewSandbox() throws Exception {
        pod.withObjectProperty("spec").put("restartPolicy", "Never");
        worker = worker();
        runtime.breakSandbox("u1");
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(runtime.created).hasSize(1);
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Failed");
    }
}
