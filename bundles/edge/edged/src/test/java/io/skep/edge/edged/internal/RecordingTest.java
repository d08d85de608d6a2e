package io.skep.edge.edged.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.node.LinuxMachine;
import io.skep.edge.edged.internal.pod.FakeRuntime;
import io.skep.edge.runtime.PodRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares edged with the recordings of a Go edge, and replays to it what the Go cloud sent. */
class RecordingTest {

    private static final Path WIRE = Path.of("../../../itests/src/test/resources/wire");

    @TempDir
    Path dir;

    private final TestBus bus = new TestBus();
    private final Probe metamanager = bus.probe("metamanager", "meta");
    private final FakeCloud cloud = new FakeCloud(metamanager);
    private final FakeRuntime runtime = new FakeRuntime(InstantSource.system());

    @AfterEach
    void close() {
        bus.close();
    }

    private void start(String node) {
        EdgedConfig config = EdgedConfigTest.config(Map.of("hostnameOverride", node, "rootDirectory", dir.toString()));
        LinuxMachine machine = new LinuxMachine(dir);
        EdgedModule edged = new EdgedModule(
                Settings.node(config, Map.of(), "0.1.0"),
                Settings.pods(config, machine, Mounts.none()),
                machine,
                Clocks.ofThisMachine());
        edged.bindRuntime(runtime, Map.of(PodRuntime.HANDLER, "osgi"));
        bus.start("edged", "edged", edged);
    }

    private static List<JsonNode> messages(String file, String direction, String operation, String type)
            throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (String line : Files.readAllLines(WIRE.resolve(file))) {
            JsonNode record = Json.parse(line);
            if (record.path("kind").asText().equals("ws-text")
                    && record.path("dir").asText().startsWith(direction)) {
                JsonNode message = Json.parse(record.path("raw").asText());
                JsonNode route = message.path("route");
                if (route.path("operation").asText().equals(operation)
                        && route.path("resource").asText().contains("/" + type + "/")) {
                    found.add(message);
                }
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.properties().forEach(member -> names.add(member.getKey()));
        return names;
    }

    @Test
    void nodeHasAllThatAGoEdgesNodeHas() throws Exception {
        JsonNode recorded =
                messages("01-bootstrap.jsonl", "edge", "insert", "node").getFirst();
        JsonNode theirs = recorded.path("content");
        start("edge-g01");
        Await.until("node", () -> !cloud.calls("insert", "node").isEmpty());
        Message sent = cloud.calls("insert", "node").getFirst();
        JsonNode ours = Contents.tree(sent);
        assertThat(sent.resource()).isEqualTo(recorded.at("/route/resource").asText());
        assertThat(sent.source()).isEqualTo(recorded.at("/route/source").asText());
        assertThat(sent.group()).isEqualTo(recorded.at("/route/group").asText());
        for (String part : List.of(
                "/metadata/labels",
                "/metadata/annotations",
                "/status",
                "/status/capacity",
                "/status/allocatable",
                "/status/nodeInfo",
                "/status/daemonEndpoints/kubeletEndpoint",
                "/status/conditions/0")) {
            assertThat(names(ours.at(part))).as(part).containsAll(names(theirs.at(part)));
        }
        for (int i = 0; i < 4; i++) {
            for (String word : List.of("type", "status", "reason", "message")) {
                String path = "/status/conditions/" + i + "/" + word;
                assertThat(ours.at(path)).as(path).isEqualTo(theirs.at(path));
            }
        }
    }

    @Test
    void replayedPodLivesAndDiesAsInTheRecording() throws Exception {
        cloud.objects.put("default/configmap/hello-cm", Json.parse("{\"data\":{\"greeting\":\"hi\"}}"));
        cloud.objects.put("default/configmap/kube-root-ca.crt", Json.parse("{\"data\":{\"ca.crt\":\"x\"}}"));
        cloud.objects.put(
                "default/configmap/openshift-service-ca.crt", Json.parse("{\"data\":{\"service-ca.crt\":\"x\"}}"));
        cloud.objects.put("default/secret/hello-secret", Json.parse("{\"data\":{\"password\":\"aG9uZXk=\"}}"));
        start("edge-g03");
        push(messages("03-pod-lifecycle.jsonl", "cloud", "insert", "pod").getFirst());
        Await.until("pod runs", () -> runtime.started.size() == 1);
        List<JsonNode> updates = messages("03-pod-lifecycle.jsonl", "cloud", "update", "pod");
        updates.stream()
                .filter(update -> !update.at("/content/metadata").has("deletionTimestamp"))
                .forEach(this::push);
        assertThat(runtime.started.getFirst().env()).containsEntry("PASSWORD", "honey");
        updates.stream()
                .filter(update -> update.at("/content/metadata").has("deletionTimestamp"))
                .forEach(this::push);
        Message deletion = cloud.awaitReport("delete", "pod", 1);
        JsonNode recorded =
                messages("03-pod-lifecycle.jsonl", "edge", "delete", "pod").getFirst();
        assertThat(deletion.resource()).isEqualTo(recorded.at("/route/resource").asText());
        assertThat(Json.parse(Json.write(Contents.tree(deletion)))).isEqualTo(recorded.path("content"));
        push(messages("03-pod-lifecycle.jsonl", "cloud", "delete", "pod").getFirst());
        Await.until("folder is gone", () -> !Files.exists(dir.resolve("pods/4701e40e-ab25-48ff-8e3c-28ab52b12939")));
        assertThat(runtime.started).hasSize(1);
        assertThat(runtime.pods()).isEmpty();
    }

    /** The recorded pod, as one for bundles: without a command, with a bundle as image. */
    private void push(JsonNode message) {
        ObjectNode pod = message.path("content").deepCopy();
        pod.withObjectProperty("spec").put("runtimeClassName", "osgi");
        ((ObjectNode) pod.at("/spec/containers/0")).put("image", "bundle:hello").remove("command");
        metamanager.send(
                "edged",
                Message.of(
                        "edgecontroller",
                        "resource",
                        message.at("/route/operation").asText(),
                        message.at("/route/resource").asText(),
                        pod));
    }
}
