package io.skep.itests.wire.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.cloudhub.internal.HubUnderTest;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.itests.wire.Recording;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Feeds what Go edges sent to our hub and edgecontroller and compares what comes back with what a Go cloud sent: as many answers to each request, each
 * of the same shape. What the cloud sent by itself is provoked by the same change in the API.
 */
@Timeout(120)
class CloudReplayIT {

    private static final Duration SILENCE = Duration.ofMillis(120);

    @TempDir
    private Path folder;

    private final FakeKube kube = new FakeKube();
    private final TestBus bus = new TestBus();
    private final Cluster cluster = new Cluster(kube);
    private final List<String> differences = new ArrayList<>();
    private List<Message> missed = List.of();
    private HubUnderTest hub;

    @BeforeEach
    void start() throws Exception {
        hub = new HubUnderTest(kube, folder, Duration.ofSeconds(5), 10, false);
        bus.start(
                "edgecontroller",
                "edgecontroller",
                Configured.module("io.skep.cloud.edgecontroller.internal.EdgeControllerModule", kube));
        hub.start(bus);
        hub.links.acknowledging(true);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @ParameterizedTest
    @CsvSource({
        "01-bootstrap, edge-g01",
        "02-node-steady-state, edge-g02",
        "03-pod-lifecycle, edge-g03",
        "02b-node-restart-delete, edge-g02",
    })
    void answersHaveTheShapeOfTheGoClouds(String recording, String node) throws Exception {
        List<Recording.Entry> entries = Recording.read(recording).messages();

        int compared = replay(entries, node);

        assertThat(differences).isEmpty();
        assertThat(compared).as("every message of the Go cloud").isEqualTo(fromCloud(entries));
    }

    @Test
    void answersToStrangeQuestionsHaveTheShapeOfTheGoClouds() throws Exception {
        List<Recording.Entry> entries =
                served(Recording.read("09c-unknown-queries").messages());
        refer("syn-q", "missing", "kube-root-ca.crt");

        int compared = replay(entries, "syn-q");

        assertThat(differences).isEmpty();
        assertThat(compared).isEqualTo(fromCloud(entries));
    }

    @Test
    void bringsAnEdgeUpToDateAsTheGoClouds() throws Exception {
        bus.start(
                "synccontroller",
                "synccontroller",
                Configured.module("io.skep.cloud.synccontroller.internal.SyncControllerModule", kube));
        List<Recording.Entry> entries = Recording.read("05-offline-resync").messages();
        int connection = entries.getLast().connection();
        missed = entries.stream()
                .filter(entry -> entry.connection() == connection && !entry.fromEdge())
                .map(Recording.Entry::message)
                .filter(message -> !message.isResponse())
                .limit(6)
                .toList();

        int compared = replay(entries, "edge-g05");

        assertThat(differences).isEmpty();
        assertThat(compared).isEqualTo(fromCloud(entries));
        assertThat(hub.nodes()).containsExactly("edge-g05");
    }

    @Test
    void resendsInTheOrderOfTheGoCloud() throws Exception {
        List<Recording.Entry> entries = Recording.read("09d-ack-retry").messages();

        int compared = replay(entries, "syn-ack");

        assertThat(differences).isEmpty();
        assertThat(compared).isEqualTo(fromCloud(entries));
    }

    /** Without what the transport answers by itself and what did not come as a text message, and without the answers to that. */
    private static List<Recording.Entry> served(List<Recording.Entry> all) {
        List<Recording.Entry> messages = all.stream()
                .filter(entry -> entry.raw().startsWith("{"))
                .filter(entry ->
                        !List.of("ping", "config").contains(entry.message().operation()))
                .toList();
        Set<String> asked = messages.stream()
                .filter(Recording.Entry::fromEdge)
                .map(entry -> entry.message().id())
                .collect(Collectors.toSet());
        return messages.stream()
                .filter(entry -> entry.fromEdge()
                        || !entry.message().isResponse()
                        || asked.contains(entry.message().parentId()))
                .toList();
    }

    private static int fromCloud(List<Recording.Entry> entries) {
        return (int) entries.stream()
                .filter(entry -> !entry.fromEdge())
                .map(entry -> entry.message().id())
                .distinct()
                .count();
    }

    private int replay(List<Recording.Entry> entries, String node) throws Exception {
        FakeLink link = hub.connect(node);
        int connection = entries.getFirst().connection();
        Map<String, List<Message>> answers = new LinkedHashMap<>();
        for (Recording.Entry entry : entries) {
            if (!entry.fromEdge() && entry.message().isResponse()) {
                answers.computeIfAbsent(entry.message().parentId(), any -> new ArrayList<>())
                        .add(entry.message());
            }
        }
        int compared = 0;
        Set<String> seen = new HashSet<>();
        for (Recording.Entry entry : entries) {
            Message message = entry.message();
            if (entry.connection() != connection) {
                connection = entry.connection();
                link = reconnect(link, node, isNodeMissing(entries, connection));
                missed.forEach(late -> seen.add(late.id()));
                compared += resync(link);
            }
            if (entry.fromEdge() && !message.operation().equals(Operations.RESPONSE)) {
                compared += ask(link, message, distinct(answers.getOrDefault(message.id(), List.of())), node);
            } else if (!entry.fromEdge() && !message.isResponse() && seen.add(message.id())) {
                push(link, message);
                compared++;
            }
        }
        return compared;
    }

    private FakeLink reconnect(FakeLink old, String node, boolean nodeDeleted) throws InterruptedException {
        if (nodeDeleted) {
            cluster.removeNode(node);
        } else {
            old.close();
        }
        Await.until("the old session has ended", () -> hub.nodes().isEmpty());
        missed.forEach(cluster::act);
        kube.settle();
        return hub.connect(node);
    }

    /** What changed while the edge was away comes in any order, and nothing else comes. */
    private int resync(FakeLink link) {
        for (Message message : missed) {
            compare(message, link.poll(ours -> isSame(message, ours), Duration.ofSeconds(15)));
        }
        if (!missed.isEmpty()) {
            link.poll(ours -> !ours.isResponse(), SILENCE)
                    .ifPresent(message -> differences.add("unexpected " + message));
        }
        return missed.size();
    }

    /** True when the first answer about the node on that connection says that there is none. */
    private static boolean isNodeMissing(List<Recording.Entry> entries, int connection) {
        return entries.stream()
                .filter(entry -> entry.connection() == connection && !entry.fromEdge())
                .filter(entry -> entry.raw().contains("/node/"))
                .findFirst()
                .filter(entry -> entry.raw().contains("NotFound"))
                .isPresent();
    }

    private static List<Message> distinct(List<Message> answers) {
        Map<String, Message> byId = new LinkedHashMap<>();
        answers.forEach(answer -> byId.put(answer.id(), answer));
        return List.copyOf(byId.values());
    }

    private int ask(FakeLink link, Message request, List<Message> recorded, String node) throws InterruptedException {
        recorded.forEach(answer -> cluster.prepare(request, answer));
        kube.settle();
        link.receive(request);
        for (Message answer : recorded) {
            compare(answer, link.poll(ours -> ours.parentId().equals(request.id()), Duration.ofSeconds(10)));
        }
        if (recorded.isEmpty() && !request.operation().equals(Operations.KEEPALIVE)) {
            Optional<Message> unexpected =
                    link.poll(ours -> !request.id().isEmpty() && ours.parentId().equals(request.id()), SILENCE);
            unexpected.ifPresent(message -> differences.add(request + " of " + node + ": unexpected " + message));
        }
        return recorded.size();
    }

    /** Our cloud may have sent it by itself, as an echo of a status; if not, the operator's change is made. */
    private void push(FakeLink link, Message recorded) {
        Optional<Message> ours = link.poll(message -> isSame(recorded, message), SILENCE);
        if (ours.isEmpty() && Cluster.find(recorded).isPresent()) {
            cluster.act(recorded);
            ours = link.poll(message -> isSame(recorded, message), Duration.ofSeconds(10));
        }
        compare(recorded, ours);
    }

    private static boolean isSame(Message recorded, Message ours) {
        return !ours.isResponse()
                && ours.operation().equals(recorded.operation())
                && ours.resource().equals(recorded.resource())
                && (recorded.operation().equals(Operations.DELETE)
                        || ours.resourceVersion().equals(recorded.resourceVersion()));
    }

    private void compare(Message recorded, Optional<Message> ours) {
        if (ours.isEmpty()) {
            differences.add(recorded + ": nothing came");
        } else {
            Shapes.differences(recorded, ours.get()).forEach(line -> differences.add(recorded + ": " + line));
        }
    }

    private void refer(String node, String... configMaps) {
        ObjectNode pod = Json.object();
        KubeObject.metadata(pod)
                .put("name", "reader")
                .put("namespace", "default")
                .put("uid", "u-reader");
        ObjectNode spec = pod.putObject("spec").put("nodeName", node);
        for (String name : configMaps) {
            spec.withArrayProperty("volumes").addObject().putObject("configMap").put("name", name);
        }
        kube.put(KubeResource.PODS, pod);
    }
}
