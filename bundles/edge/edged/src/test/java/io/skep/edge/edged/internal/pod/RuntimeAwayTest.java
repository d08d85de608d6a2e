package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.runtime.RuntimeFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RuntimeAwayTest extends PodWorkerFixture {

    private static final RuntimeFailure NO_SANDBOX =
            new RuntimeFailure(EdgedError.NO_RUNTIME, "CreatePodSandboxError", "There is no address left.");

    @Test
    void aPodThatHasNotStartedIsToldTheEndpointAndStartsWhenTheEngineComes() throws Exception {
        containerPod("", "");
        worker = worker();
        runtime.away = true;
        assertThat(worker.pass()).contains(Duration.ofSeconds(1));
        assertThat(waiting()).isEqualTo("ContainerCreating");
        assertThat(container().at("/state/waiting/message").asText()).contains("SKEP-809", "unix:///run/x.sock");
        assertThat(eventReasons()).containsExactly("FailedCreatePodSandBox");
        runtime.away = false;
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Running");
    }

    @Test
    void aRunningPodKeepsItsStatusAndLosesNothing() throws Exception {
        containerPod("", "");
        worker = worker();
        worker.pass();
        runtime.away = true;
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(worker.pass()).contains(Duration.ofSeconds(1));
        }
        lastStatus();
        assertThat(cloud.reports("patch", "podpatch")).hasSize(1);
        assertThat(eventMessages("FailedCreatePodSandBox")).hasSize(1);
        runtime.away = false;
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(container().path("restartCount").asInt()).isZero();
    }

    @Test
    void aPodIsNotTakenForEndedWhileItsEngineIsAway() throws Exception {
        containerPod("", "");
        worker = worker();
        worker.pass();
        runtime.away = true;
        delete(5);
        clock.advance(Duration.ofMinutes(5));
        worker.pass();
        worker.drop();
        assertThat(worker.pass()).isPresent();
        lastStatus();
        assertThat(cloud.reports("delete", "pod")).isEmpty();
        assertThat(dir.resolve("pods/u1")).exists();
        runtime.away = false;
        assertThat(worker.pass()).isEmpty();
        assertThat(runtime.done).containsExactly("stop c 2", "remove u1");
    }

    @Test
    void aPodThatNeverStartedEndsWithoutAnEngine() throws Exception {
        containerPod("", "");
        worker = worker();
        runtime.away = true;
        worker.pass();
        delete(5);
        worker.pass();
        assertThat(cloud.awaitReport("delete", "pod", 1)).isNotNull();
        worker.drop();
        assertThat(worker.pass()).isEmpty();
        assertThat(dir.resolve("pods/u1")).doesNotExist();
    }

    @Test
    void anEngineThatGoesInTheMiddleOfAStartIsNoFailureOfTheContainer() throws Exception {
        containerPod("", "");
        worker = worker();
        runtime.startFailure = NO_SANDBOX;
        runtime.failsWhenStarting = true;
        worker.pass();
        runtime.startFailure = null;
        runtime.away = false;
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(container().path("restartCount").asInt()).isZero();
    }

    @Test
    void aSandboxThatCannotBeMadeIsToldAndTriedAgain() throws Exception {
        containerPod("", "");
        worker = worker();
        runtime.podFailure = NO_SANDBOX;
        worker.pass();
        assertThat(eventMessages("FailedCreatePodSandBox").getFirst()).contains("no address left");
        assertThat(container().at("/state/waiting/message").asText()).contains("no address left");
        runtime.podFailure = null;
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Running");
    }
}
