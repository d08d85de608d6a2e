package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodWorkerTest extends PodWorkerFixture {

    @Test
    void startsThePodWithEverythingResolved() throws Exception {
        worker.pass();
        var request = runtime.started.getFirst();
        assertThat(request.env())
                .containsExactly(
                        Map.entry("GREETING", "hi"),
                        Map.entry("WHERE", "edge-1"),
                        Map.entry("BOTH", "hi on edge-1 $(NONE)"));
        assertThat(request.args()).containsExactly("hi!");
        assertThat(request.mounts().getFirst().hostPath().resolve("greeting")).hasContent("hi");
        JsonNode status = status(1);
        assertThat(status.path("phase").asText()).isEqualTo("Running");
        assertThat(status.at("/containerStatuses/0/containerID").asText()).isEqualTo("osgi://u1/c/0");
        assertThat(status.at("/containerStatuses/0/ready").asBoolean()).isTrue();
        assertThat(status.at("/conditions/1/type").asText()).isEqualTo("Ready");
        assertThat(status.at("/conditions/1/status").asText()).isEqualTo("True");
        assertThat(status.path("hostIP").asText()).isEqualTo("10.0.0.9");
        assertThat(eventReasons()).containsExactly("Pulled", "Created", "Started");
    }

    @Test
    void reportsAStatusOnce() throws Exception {
        worker.pass();
        ObjectNode changed = pod.deepCopy();
        changed.withObjectProperty("metadata").put("resourceVersion", "9");
        changed.set(
                "status",
                Json.parse("{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}"));
        worker.wish(changed);
        clock.advance(Duration.ofSeconds(30));
        worker.pass();
        lastStatus();
        assertThat(cloud.reports("patch", "podpatch")).hasSize(1);
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void correctsAStatusThatSomebodyElseWrote() throws Exception {
        worker.pass();
        clock.advance(Duration.ofSeconds(30));
        ObjectNode changed = pod.deepCopy();
        changed.set(
                "status",
                Json.parse("{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}"));
        worker.wish(changed);
        worker.pass();
        assertThat(status(2)).isEqualTo(status(1));
    }

    @Test
    void waitsForAMissingConfigMapAndStartsWhenItComes() throws Exception {
        cloud.objects.remove("default/configmap/cm");
        worker.pass();
        assertThat(runtime.started).isEmpty();
        assertThat(waiting()).isEqualTo("CreateContainerConfigError");
        assertThat(lastStatus().at("/containerStatuses/0/state/waiting/message").asText())
                .contains("SKEP-802", "the configmap cm does not exist");
        cloud.objects.put("default/configmap/cm", Json.parse("{\"data\":{\"greeting\":\"hi\"}}"));
        worker.refresh();
        worker.pass();
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void waitsForAMissingKeyOfTheEnvironment() throws Exception {
        cloud.objects.put("default/configmap/cm", Json.parse("{\"data\":{\"other\":\"x\"}}"));
        worker.pass();
        assertThat(runtime.started).isEmpty();
        assertThat(waiting()).isEqualTo("CreateContainerConfigError");
        cloud.objects.put("default/configmap/cm", Json.parse("{\"data\":{\"greeting\":\"hi\"}}"));
        worker.refresh();
        worker.pass();
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void tellsAnUnknownImageAndBacksOff() throws Exception {
        ((ObjectNode) pod.at("/spec/containers/0")).put("image", "bundle:nobody");
        worker.pass();
        assertThat(waiting()).isEqualTo("ErrImagePull");
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(waiting()).isEqualTo("ImagePullBackOff");
        assertThat(lastStatus().at("/containerStatuses/0/state/waiting/message").asText())
                .contains("bundle:nobody was not found");
        assertThat(runtime.done).containsExactly("pull bundle:nobody");
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(runtime.done).hasSize(2);
        clock.advance(Duration.ofSeconds(10));
        worker.pass();
        assertThat(runtime.done).as("the pause has doubled").hasSize(2);
        assertThat(runtime.started).isEmpty();
        assertThat(eventReasons()).contains("Pulling", "Failed", "BackOff");
    }

    @Test
    void restartsAtOnceThenBacksOff() throws Exception {
        worker.pass();
        runtime.exit("u1", "c", 1);
        worker.pass();
        assertThat(runtime.started).hasSize(2);
        assertThat(runtime.started.getLast().attempt()).isEqualTo(1);
        runtime.exit("u1", "c", 1);
        worker.pass();
        assertThat(waiting()).isEqualTo("CrashLoopBackOff");
        assertThat(lastStatus()
                        .at("/containerStatuses/0/lastState/terminated/exitCode")
                        .asInt())
                .isEqualTo(1);
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Running");
        clock.advance(Duration.ofSeconds(10));
        worker.pass();
        assertThat(runtime.started).hasSize(3);
        assertThat(lastStatus().at("/containerStatuses/0/restartCount").asInt()).isEqualTo(2);
        runtime.exit("u1", "c", 1);
        worker.pass();
        clock.advance(Duration.ofSeconds(19));
        worker.pass();
        assertThat(runtime.started).hasSize(3);
        clock.advance(Duration.ofSeconds(1));
        worker.pass();
        assertThat(runtime.started).hasSize(4);
    }

    @Test
    void restartCountGrowsWhenTheProcessEnded() throws Exception {
        worker.pass();
        runtime.forgetAll();
        worker = worker();
        worker.pass();
        assertThat(runtime.started.getLast().attempt()).isEqualTo(1);
        JsonNode container = lastStatus().path("containerStatuses").path(0);
        assertThat(container.path("restartCount").asInt()).isEqualTo(1);
        assertThat(container.at("/lastState/terminated/exitCode").asInt()).isEqualTo(137);
    }

    @Test
    void theEndOfTheProcessCausesNoBackOff() throws Exception {
        worker.pass();
        runtime.exit("u1", "c", 1);
        worker.pass();
        runtime.forgetAll();
        worker = worker();
        worker.pass();
        assertThat(runtime.started).hasSize(3);
        assertThat(lastStatus().at("/containerStatuses/0/restartCount").asInt()).isEqualTo(2);
    }

    @Test
    void successorLeavesTheRunningPodAlone() throws Exception {
        worker.pass();
        worker = worker();
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(runtime.done).isEmpty();
        assertThat(lastStatus().at("/containerStatuses/0/restartCount").asInt()).isZero();
    }

    @Test
    void neverRestartsWhenThePolicySaysSo() throws Exception {
        pod.withObjectProperty("spec").put("restartPolicy", "Never");
        worker.pass();
        runtime.exit("u1", "c", 3);
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Failed");
        assertThat(lastStatus()
                        .at("/containerStatuses/0/state/terminated/exitCode")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void succeedsWhenAllHaveEndedWell() throws Exception {
        pod.withObjectProperty("spec").put("restartPolicy", "OnFailure");
        worker.pass();
        runtime.exit("u1", "c", 0);
        worker.pass();
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Succeeded");
        assertThat(lastStatus().at("/conditions/1/reason").asText()).isEqualTo("PodCompleted");
    }

    @Test
    void runsInitContainersFirst() throws Exception {
        pod.withObjectProperty("spec")
                .putArray("initContainers")
                .addObject()
                .put("name", "i")
                .put("image", "bundle:other");
        worker.pass();
        assertThat(runtime.started).extracting("name").containsExactly("i");
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Pending");
        assertThat(waiting()).isEqualTo("PodInitializing");
        runtime.exit("u1", "i", 0);
        worker.pass();
        assertThat(runtime.started).extracting("name").containsExactly("i", "c");
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Running");
    }

    @Test
    void stopsReportsAndAsksForTheEndOfADeletedPod() throws Exception {
        worker.pass();
        ObjectNode deleted = pod.deepCopy();
        deleted.withObjectProperty("metadata")
                .put("deletionTimestamp", "2026-01-01T00:00:05Z")
                .put("deletionGracePeriodSeconds", 5);
        worker.wish(deleted);
        worker.pass();
        assertThat(runtime.done).containsExactly("stop c 5", "remove u1");
        JsonNode request = Contents.tree(cloud.awaitReport("delete", "pod", 1));
        assertThat(request).isEqualTo(Json.parse("{\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"u1\"}}"));
        assertThat(lastStatus()
                        .at("/containerStatuses/0/state/terminated/reason")
                        .asText())
                .isEqualTo("Completed");
        worker.pass();
        lastStatus();
        assertThat(cloud.reports("delete", "pod")).hasSize(1);
        assertThat(dir.resolve("pods/u1")).exists();
        worker.drop();
        assertThat(worker.pass()).isEmpty();
        assertThat(dir.resolve("pods/u1")).doesNotExist();
    }

    @Test
    void removesAPodThatTheCloudDroppedWithoutWarning() throws Exception {
        worker.pass();
        worker.drop();
        assertThat(worker.pass()).isEmpty();
        assertThat(runtime.done).containsExactly("stop c 7", "remove u1");
        assertThat(cloud.reports("delete", "pod")).isEmpty();
    }

    @Test
    void forgivesARuntimeThatIsBeingSwapped() throws Exception {
        worker.pass();
        runtimes.clear();
        worker.pass();
        lastStatus();
        assertThat(cloud.reports("patch", "podpatch")).hasSize(1);
        clock.advance(Duration.ofSeconds(31));
        worker.pass();
        assertThat(eventReasons()).contains("FailedCreatePodSandBox");
    }

    @Test
    void tellsThatContainersNeedAnEngine() throws Exception {
        pod.withObjectProperty("spec").remove("runtimeClassName");
        worker.pass();
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Pending");
        assertThat(waiting()).isEqualTo("ContainerCreating");
        assertThat(lastStatus().at("/containerStatuses/0/state/waiting/message").asText())
                .contains("SKEP-801");
    }

    @Test
    void bringsVolumesUpToDateInTime() throws Exception {
        worker.pass();
        Path file = runtime.started.getFirst().mounts().getFirst().hostPath().resolve("greeting");
        cloud.objects.put("default/configmap/cm", Json.parse("{\"data\":{\"greeting\":\"ho\"}}"));
        clock.advance(Duration.ofSeconds(30));
        worker.pass();
        assertThat(Files.readString(file)).isEqualTo("hi");
        clock.advance(Duration.ofSeconds(30));
        worker.pass();
        assertThat(Files.readString(file)).isEqualTo("ho");
    }

    @Test
    void restartsAContainerThatGetsAnotherImage() throws Exception {
        worker.pass();
        ObjectNode changed = pod.deepCopy();
        ((ObjectNode) changed.at("/spec/containers/0")).put("image", "bundle:other");
        worker.wish(changed);
        worker.pass();
        worker.pass();
        assertThat(runtime.done).containsExactly("stop c 7");
        assertThat(runtime.started.getLast().image()).isEqualTo("bundle:other");
    }
}
