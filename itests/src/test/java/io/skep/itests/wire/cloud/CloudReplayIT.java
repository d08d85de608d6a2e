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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** Lines of 04 where the operator makes what he deleted anew, and where the pod that used it is gone. */
    private static final int MADE_ANEW = 148;

    private static final int POD_GONE = 179;

    @TempDir
    private Path folder;

    private final FakeKube kube = new FakeKube();
    private final TestBus bus = new TestBus();
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
        "02b-node-restart-delete, edge-g02",
        "03-pod-lifecycle, edge-g03",
        "06-device, edge-g06",
        "07-router, edge-g07",
        "08-metaserver, edge-g08",
        "08b-metaserver-write, edge-g11",
        "09d-ack-retry, syn-ack",
        "10-stream, edge-g10",
        "10b-kubectl-stream, edge-g12",
    })
    void answersHaveTheShapeOfTheGoClouds(String recording, String node) throws Exception {
        verify(replayFor(node), Recording.read(recording).messages());
    }

    private CloudReplay replayFor(String node) {
        return new CloudReplay(hub, kube, new StandIns(bus, node), node);
    }

    private static void verify(CloudReplay replay, List<Recording.Entry> entries) throws InterruptedException {
        int compared = replay.play(entries);
        assertThat(replay.differences()).isEmpty();
        assertThat(compared).as("every message of the Go cloud").isEqualTo(fromCloud(entries));
    }

    /** A Go cloud does not tell of what is made anew while a pod uses it, but of its end. Ours tells of both. */
    @Test
    void pushesWhatPodsReferToAlsoWhenItIsMadeAnew() throws Exception {
        startSynchronization();
        List<Recording.Entry> changes =
                Recording.read("04-config-update-delete").messages();
        List<Message> ends = changes.stream()
                .map(Recording.Entry::message)
                .filter(message -> message.operation().equals(Operations.DELETE) && !message.isResponse())
                .filter(message -> !message.resource().contains("/pod/"))
                .skip(2)
                .toList();
        CloudReplay replay = replayFor("edge-g03");
        verify(replay, Recording.read("03-pod-lifecycle").messages());
        verify(replay, between(changes, 0, MADE_ANEW));

        for (Message end : ends) {
            replay.act(end.withOperation(Operations.INSERT));
            assertThat(replay.link().next(message -> isAbout(message, end)).operation())
                    .isNotEqualTo(Operations.DELETE);
        }
        verify(replay, between(changes, MADE_ANEW, POD_GONE));
        for (Message end : ends) {
            replay.act(end);
            Message ours = replay.link().next(message -> isAbout(message, end));
            assertThat(ours.operation()).isEqualTo(Operations.DELETE);
        }
    }

    private static boolean isAbout(Message message, Message end) {
        return message.resource().equals(end.resource())
                && KubeObject.uid(Json.tree(message.content())).equals(KubeObject.uid(Json.tree(end.content())));
    }

    private static List<Recording.Entry> between(List<Recording.Entry> entries, int line, int end) {
        return entries.stream()
                .filter(entry -> entry.line() >= line && entry.line() < end)
                .toList();
    }

    @Test
    void answersQuestionsAboutLargeObjects() throws Exception {
        refer("syn-big", "big-3000", "big-5000", "big-7900", "big-9000", "big-20000", "big-130000");

        verify(replayFor("syn-big"), Recording.read("04b-large-messages").messages());
    }

    @Test
    void answersToStrangeQuestionsHaveTheShapeOfTheGoClouds() throws Exception {
        refer("syn-q", "missing", "kube-root-ca.crt");

        verify(replayFor("syn-q"), served(Recording.read("09c-unknown-queries").messages()));
    }

    @Test
    void bringsAnEdgeUpToDateAsTheGoClouds() throws Exception {
        startSynchronization();
        List<Recording.Entry> entries = Recording.read("05-offline-resync").messages();
        int connection = entries.getLast().connection();
        CloudReplay replay = replayFor("edge-g05");
        replay.missing(entries.stream()
                .filter(entry -> entry.connection() == connection && !entry.fromEdge())
                .map(Recording.Entry::message)
                .filter(message -> !message.isResponse())
                .limit(6)
                .toList());

        verify(replay, entries);

        assertThat(hub.nodes()).containsExactly("edge-g05");
    }

    @Test
    void tellsAPodThatCameWhileTheEdgeWasAwayAndItsConfigMapLater() throws Exception {
        startSynchronization();
        List<Recording.Entry> before = conn(Recording.read("09a-same-node-name"), 3);
        List<Recording.Entry> after = Recording.read("09e-missing-configmap").messages();
        CloudReplay replay = replayFor("edge-g09");
        replay.missing(after.stream()
                .map(Recording.Entry::message)
                .filter(message -> message.resource().equals("default/pod/wants") && !message.isResponse())
                .limit(1)
                .toList());

        verify(replay, Stream.concat(before.stream(), after.stream()).toList());
    }

    @Test
    void c13TheReturnOfAnEdgeEndsTheOtherOnesSessionAndNotItsOwn() throws Exception {
        Recording recording = Recording.read("09a-same-node-name");
        CloudReplay replay = replayFor("edge-g09");
        verify(replay, conn(recording, 3));
        FakeLink first = replay.link();

        FakeLink second = hub.links.connect("edge-g09", Optional.of(hub.certificate("edge-g09")));
        conn(recording, 4).forEach(entry -> second.receive(entry.message()));
        Await.until("the second takes the place of the first", () -> !first.isOpen());
        FakeLink back = hub.links.connect("edge-g09", Optional.of(hub.certificate("edge-g09")));

        Await.until("the first is back in its place", () -> !second.isOpen());
        assertThat(back.isOpen()).isTrue();
        assertThat(hub.nodes()).containsExactly("edge-g09");
        back.receive(question("edge-g09"));
        assertThat(back.next(Message::isResponse).resource()).isEqualTo("default/node/edge-g09");
    }

    private static Message question(String node) {
        return Message.of("edged", "meta", "query", "default/node/" + node, null);
    }

    private static List<Recording.Entry> conn(Recording recording, int connection) {
        return recording.messages().stream()
                .filter(entry -> entry.connection() == connection)
                .toList();
    }

    private void startSynchronization() throws Exception {
        bus.start(
                "synccontroller",
                "synccontroller",
                Configured.module("io.skep.cloud.synccontroller.internal.SyncControllerModule", kube));
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
