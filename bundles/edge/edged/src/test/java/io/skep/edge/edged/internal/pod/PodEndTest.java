package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.edge.runtime.ExecResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodEndTest extends PodWorkerFixture {

    private static final String PRE_STOP = "'lifecycle':{'preStop':{'exec':{'command':['bye']}}}";

    private void start(String members, String container) throws Exception {
        containerPod(members, container);
        worker = worker();
        worker.pass();
    }

    @Test
    void theHookBeforeTheStopTakesFromTheGracePeriod() throws Exception {
        runtime.execTime = Duration.ofSeconds(4);
        start("", PRE_STOP);
        delete(10);
        worker.pass();
        assertThat(runtime.done).containsExactly("exec c bye", "stop c 6", "remove u1");
    }

    @Test
    void leavesAtLeastTwoSecondsAfterTheHook() throws Exception {
        runtime.execTime = Duration.ofSeconds(9);
        start("", PRE_STOP);
        delete(10);
        worker.pass();
        assertThat(runtime.done).contains("stop c 2");
    }

    @Test
    void aHookThatFailsDelaysNothing() throws Exception {
        runtime.execResult = new ExecResult(false, 3, "", "");
        start("", PRE_STOP);
        delete(10);
        worker.pass();
        assertThat(runtime.done).containsExactly("exec c bye", "stop c 10", "remove u1");
        assertThat(eventMessages("FailedPreStopHook").getFirst()).contains("exit code 3");
    }

    @Test
    void noTimeForAHookWithoutGracePeriod() throws Exception {
        start("", PRE_STOP);
        delete(0);
        worker.pass();
        assertThat(runtime.done).containsExactly("stop c 2", "remove u1");
    }

    @Test
    void theFinalStatusHasTheExitCodesOfAll() throws Exception {
        start("", "");
        runtime.stopCode = 143;
        delete(5);
        worker.pass();
        assertThat(container().at("/state/terminated/exitCode").asInt()).isEqualTo(143);
        assertThat(container().path("containerID").asText()).isEqualTo("containerd://u1/c/0");
        assertThat(container().path("imageID").asText()).isEqualTo("sha");
        assertThat(lastStatus().path("podIP").asText()).isEqualTo("10.88.0.5");
    }

    @Test
    void waitsForTheStopsBesideTheWorker() throws Exception {
        start("", "");
        forks.postpone();
        delete(30);
        assertThat(worker.pass()).contains(Duration.ofSeconds(5));
        assertThat(runtime.done).isEmpty();
        assertThat(cloud.reports("delete", "pod")).isEmpty();
        forks.finish();
        worker.pass();
        assertThat(runtime.done).containsExactly("stop c 30", "remove u1");
        assertThat(cloud.awaitReport("delete", "pod", 1)).isNotNull();
    }

    @Test
    void endsWhenItsTimeIsOver() throws Exception {
        start("'activeDeadlineSeconds':60,'terminationGracePeriodSeconds':4", "");
        clock.advance(Duration.ofSeconds(58));
        assertThat(worker.pass()).contains(Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(2));
        worker.pass();
        assertThat(runtime.done).containsExactly("stop c 4", "remove u1");
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Failed");
        assertThat(lastStatus().path("reason").asText()).isEqualTo("DeadlineExceeded");
        assertThat(eventReasons()).contains("DeadlineExceeded");
        worker = worker();
        worker.pass();
        assertThat(runtime.started).as("never again").hasSize(1);
        assertThat(lastStatus().path("reason").asText()).isEqualTo("DeadlineExceeded");
    }

    @Test
    void aPodThatHasFailedNeverStartsAgain() throws Exception {
        start("'restartPolicy':'OnFailure'", "");
        runtime.exit("u1", "c", 0);
        worker.pass();
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Succeeded");
        assertThat(runtime.pods()).as("its sandbox is not needed").isEmpty();
        worker = worker();
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(container().at("/state/terminated/reason").asText()).isEqualTo("Completed");
    }

    @Test
    void failsWithItsInitContainerWhenThereIsNoRestart() throws Exception {
        containerPod("'restartPolicy':'Never','initContainers':[{'name':'i','image':'busybox:1'}]", "");
        runtime.images.add("busybox:1");
        worker = worker();
        worker.pass();
        runtime.exit("u1", "i", 1);
        worker.pass();
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Failed");
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void repeatsItsInitContainersInANewSandbox() throws Exception {
        containerPod("'initContainers':[{'name':'i','image':'busybox:1'}]", "");
        worker = worker();
        worker.pass();
        runtime.exit("u1", "i", 0);
        worker.pass();
        runtime.breakSandbox("u1");
        worker.pass();
        assertThat(runtime.started).extracting("name").containsExactly("i", "c", "i");
        runtime.exit("u1", "i", 0);
        worker.pass();
        assertThat(runtime.started).extracting("name").containsExactly("i", "c", "i", "c");
        worker.pass();
        assertThat(runtime.started).hasSize(4);
    }

    @Test
    void tellsTheLastWordsOfAContainer() throws Exception {
        start("", "");
        Path file = dir.resolve("pods/u1/containers/c/0");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "the honey is out" + "!".repeat(5000));
        runtime.exit("u1", "c", 1);
        worker.pass();
        String message = container().at("/lastState/terminated/message").asText();
        assertThat(message).startsWith("the honey is out").hasSize(4096);
    }

    @Test
    void takesTheLogForTheLastWords() throws Exception {
        start("", "'terminationMessagePolicy':'FallbackToLogsOnError'");
        Path log = dir.resolve("pods/u1/logs/c/0.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "t stdout F one\nt stderr F two\n");
        runtime.exit("u1", "c", 1);
        worker.pass();
        assertThat(container().at("/lastState/terminated/message").asText()).isEqualTo("one\ntwo");
    }

    @Test
    void aLinkIsNoLastWord() throws Exception {
        start("", "");
        Path file = dir.resolve("pods/u1/containers/c/0");
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createSymbolicLink(file, Path.of("/etc/hostname"));
        runtime.exit("u1", "c", 1);
        worker.pass();
        JsonNode end = container().at("/lastState/terminated");
        assertThat(end.has("message")).isFalse();
    }

    @Test
    void endsAPodThatSomebodyElseHasFailed() throws Exception {
        start("", "");
        var failed = pod.deepCopy();
        failed.set("status", Json.parse("{\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"why\"}"));
        worker.wish(failed);
        worker.pass();
        assertThat(runtime.done).containsExactly("stop c 30", "remove u1");
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Failed");
        assertThat(lastStatus().path("reason").asText()).isEqualTo("Evicted");
    }

    @Test
    void rotatesLogsThatAreTooLong() throws Exception {
        start("", "");
        Path log = dir.resolve("pods/u1/logs/c/0.log");
        Files.createDirectories(log.getParent());
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofSeconds(10));
            Files.writeString(log, "x".repeat(101));
            worker.pass();
            assertThat(log).doesNotExist();
        }
        assertThat(runtime.done).containsOnly("reopen c").hasSize(4);
        try (var files = Files.list(log.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("0.log.20260101-000030", "0.log.20260101-000040");
        }
    }
}
