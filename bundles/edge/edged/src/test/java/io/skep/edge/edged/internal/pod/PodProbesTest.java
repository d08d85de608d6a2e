package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import io.skep.edge.runtime.ExecResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodProbesTest extends PodWorkerFixture {

    private static final ExecResult GOOD = new ExecResult(false, 0, "", "");
    private static final ExecResult BAD = new ExecResult(false, 1, "no cheese\n", "");
    private static final String READINESS =
            "'readinessProbe':{'exec':{'command':['ready']},'periodSeconds':2,'failureThreshold':2}";
    private static final String LIVENESS =
            "'livenessProbe':{'exec':{'command':['alive']},'initialDelaySeconds':4,'periodSeconds':1,'failureThreshold':2}";
    private static final String STARTUP =
            "'startupProbe':{'exec':{'command':['up']},'periodSeconds':1,'failureThreshold':3,'terminationGracePeriodSeconds':3}";

    private void start(String container) throws Exception {
        containerPod("", container);
        worker = worker();
        worker.pass();
    }

    private void tick(int seconds) throws Exception {
        clock.advance(Duration.ofSeconds(seconds));
        forks.run();
        worker.pass();
    }

    @Test
    void isNotReadyBeforeTheFirstSuccessAndAfterEnoughFailures() throws Exception {
        runtime.execResult = BAD;
        start(READINESS);
        forks.run();
        worker.pass();
        assertThat(condition("Ready")).isEqualTo("False");
        assertThat(container().path("started").asBoolean()).isTrue();
        runtime.execResult = GOOD;
        tick(2);
        assertThat(condition("Ready")).isEqualTo("True");
        runtime.execResult = BAD;
        tick(2);
        assertThat(condition("Ready")).as("one failure").isEqualTo("True");
        tick(2);
        assertThat(condition("Ready")).as("two failures").isEqualTo("False");
        assertThat(container().path("ready").asBoolean()).isFalse();
        assertThat(eventMessages("Unhealthy")).contains("Readiness probe failed: no cheese");
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void restartsAContainerThatDoesNotLive() throws Exception {
        start(LIVENESS);
        runtime.execResult = BAD;
        tick(3);
        assertThat(runtime.done).doesNotContain("exec c alive");
        tick(1);
        assertThat(runtime.done).containsExactly("exec c alive");
        tick(1);
        assertThat(runtime.done).contains("stop c 30");
        worker.pass();
        assertThat(runtime.started).hasSize(2);
        assertThat(container().path("restartCount").asInt()).isEqualTo(1);
        assertThat(eventMessages("Killing")).containsExactly("Container c failed liveness probe, will be restarted");
        assertThat(forks.running()).as("one probe, of the new container").hasSize(1);
    }

    @Test
    void startupComesFirstAndHasItsOwnGracePeriod() throws Exception {
        runtime.execResult = BAD;
        start(STARTUP + "," + LIVENESS.replace("'initialDelaySeconds':4,", ""));
        forks.run();
        worker.pass();
        assertThat(runtime.done).containsExactly("exec c up");
        assertThat(container().path("started").asBoolean()).isFalse();
        runtime.execResult = GOOD;
        tick(1);
        assertThat(container().path("started").asBoolean()).isTrue();
        assertThat(condition("Ready")).isEqualTo("True");
        tick(1);
        assertThat(runtime.done).containsExactly("exec c up", "exec c up", "exec c alive");
    }

    @Test
    void killsAContainerThatDoesNotComeUp() throws Exception {
        runtime.execResult = BAD;
        start(STARTUP);
        for (int i = 0; i < 3; i++) {
            tick(1);
        }
        assertThat(runtime.done).contains("stop c 3");
        assertThat(eventMessages("Killing")).containsExactly("Container c failed startup probe, will be restarted");
    }

    @Test
    void asksTheRuntimeThatIsThereNow() throws Exception {
        start(READINESS);
        forks.run();
        FakeRuntime next = new FakeRuntime(wall);
        next.execResult = BAD;
        runtimes.put("cri", next);
        runtime.done.clear();
        clock.advance(Duration.ofSeconds(2));
        forks.run();
        assertThat(next.done).containsExactly("exec c ready");
        assertThat(runtime.done).as("the runtime that was swapped").isEmpty();
        runtimes.clear();
        clock.advance(Duration.ofSeconds(2));
        forks.run();
        runtimes.put("cri", runtime);
        worker.pass();
        assertThat(condition("Ready"))
                .as("one failure, and one check without a runtime")
                .isEqualTo("True");
        assertThat(eventMessages("Unhealthy")).as("of the one failure").hasSize(1);
    }

    @Test
    void aProbeThatCannotBeRunChangesNothing() throws Exception {
        start(READINESS + "," + LIVENESS);
        tick(5);
        assertThat(condition("Ready")).isEqualTo("True");
        runtime.away = true;
        clock.advance(Duration.ofSeconds(2));
        forks.run();
        clock.advance(Duration.ofSeconds(2));
        forks.run();
        runtime.away = false;
        worker.pass();
        assertThat(condition("Ready")).isEqualTo("True");
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void anEngineThatIsAwayCountsNeitherAsSuccessNorAsFailure() throws Exception {
        start(LIVENESS.replace("'initialDelaySeconds':4,", ""));
        runtime.execResult = BAD;
        forks.run();
        runtime.away = true;
        for (int i = 0; i < 5; i++) {
            tick(1);
        }
        runtime.away = false;
        worker.pass();
        assertThat(runtime.done).as("one failure is not enough").containsExactly("exec c alive");
        tick(1);
        assertThat(runtime.done).as("the second in a row").containsExactly("exec c alive", "exec c alive", "stop c 30");
    }

    @Test
    void aHookThatMetNoEngineIsRunAgain() throws Exception {
        forks.postpone();
        start("'lifecycle':{'postStart':{'exec':{'command':['hook']}}}");
        runtime.away = true;
        forks.finish();
        tick(1);
        runtime.away = false;
        worker.pass();
        assertThat(container().path("started").asBoolean()).isFalse();
        tick(1);
        worker.pass();
        assertThat(runtime.done).containsExactly("exec c hook");
        assertThat(container().path("started").asBoolean()).isTrue();
        assertThat(forks.running()).isEmpty();
    }

    @Test
    void aSuccessorKeepsTheContainerReadyUntilItsProbeSaysOtherwise() throws Exception {
        start(READINESS + "," + STARTUP);
        tick(1);
        tick(1);
        assertThat(condition("Ready")).isEqualTo("True");
        ObjectNode known = pod.deepCopy();
        known.set("status", lastStatus());
        pod = known;
        worker = worker();
        worker.pass();
        assertThat(condition("Ready")).isEqualTo("True");
        assertThat(container().path("started").asBoolean()).isTrue();
        runtime.execResult = BAD;
        tick(2);
        tick(2);
        assertThat(condition("Ready")).isEqualTo("False");
    }

    @Test
    void waitsForTheReadinessGates() throws Exception {
        containerPod("'readinessGates':[{'conditionType':'example.org/lb'}]", "");
        worker = worker();
        worker.pass();
        assertThat(condition("ContainersReady")).isEqualTo("True");
        assertThat(condition("Ready")).isEqualTo("False");
        ObjectNode gated = pod.deepCopy();
        gated.set("status", Json.parse("{\"conditions\":[{\"type\":\"example.org/lb\",\"status\":\"True\"}]}"));
        worker.wish(gated);
        worker.pass();
        assertThat(condition("Ready")).isEqualTo("True");
    }

    @Test
    void theHookComesBeforeTheProbes() throws Exception {
        forks.postpone();
        containerPod("", "'lifecycle':{'postStart':{'exec':{'command':['hook']}}}," + READINESS);
        worker = worker();
        worker.pass();
        assertThat(container().path("started").asBoolean()).isFalse();
        assertThat(forks.running()).isEmpty();
        forks.finish();
        assertThat(runtime.done).containsExactly("exec c hook");
        worker.pass();
        assertThat(container().path("started").asBoolean()).isTrue();
        tick(1);
        assertThat(condition("Ready")).isEqualTo("True");
    }

    @Test
    void aHookThatFailsEndsTheContainer() throws Exception {
        runtime.execResult = BAD;
        start("'lifecycle':{'postStart':{'exec':{'command':['hook']}}}");
        worker.pass();
        assertThat(runtime.done).containsExactly("exec c hook", "stop c 30");
        assertThat(eventMessages("FailedPostStartHook").getFirst()).contains("no cheese");
        worker.pass();
        assertThat(runtime.started).hasSize(2);
    }

    @Test
    void aSuccessorDoesNotRunTheHookAgain() throws Exception {
        start("'lifecycle':{'postStart':{'exec':{'command':['hook']}}}");
        worker = worker();
        worker.pass();
        assertThat(runtime.done).containsExactly("exec c hook");
        assertThat(container().path("ready").asBoolean()).isTrue();
    }
}
