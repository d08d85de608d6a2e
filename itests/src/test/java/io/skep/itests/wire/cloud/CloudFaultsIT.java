package io.skep.itests.wire.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.cloudhub.internal.HubUnderTest;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.itests.wire.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the recordings contradict what was written about KubeEdge's cloud, one test each: C of the recordings' INDEX.md. */
@Timeout(60)
class CloudFaultsIT {

    private static final String NODE = "edge-g06";
    private static final Duration RESEND = Duration.ofMillis(200);

    /** Longer than all repetitions of one message take. */
    private static final Duration REPETITIONS = Duration.ofMillis(800);

    @TempDir
    private Path folder;

    private final FakeKube kube = new FakeKube();
    private final TestBus bus = new TestBus();
    private HubUnderTest hub;
    private StandIns standIns;
    private FakeLink link;

    @BeforeEach
    void start() throws Exception {
        hub = new HubUnderTest(kube, folder, RESEND, 10, false);
        bus.start(
                "edgecontroller",
                "edgecontroller",
                Configured.module("io.skep.cloud.edgecontroller.internal.EdgeControllerModule", kube));
        standIns = new StandIns(bus, NODE);
        hub.start(bus);
        link = hub.connect(NODE);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private static Message recorded(String name, Predicate<Message> fits) throws IOException {
        return Recording.read(name).messages().stream()
                .map(Recording.Entry::message)
                .filter(fits)
                .findFirst()
                .orElseThrow();
    }

    private Message push(String operation, String type) throws IOException {
        return recorded(
                "06-device",
                message -> message.source().equals("devicecontroller")
                        && message.operation().equals(operation)
                        && message.resource().contains("/" + type + "/"));
    }

    @Test
    void c02AChangeOfManagedFieldsAloneIsBorneByTheHub() throws IOException {
        Message first = push("insert", "device");
        Message echo = push("update", "device");
        link.acknowledging(true);

        standIns.say(first);
        assertThat(link.next(message -> message.id().equals(first.id()))).isNotNull();
        standIns.say(echo);

        assertThat(link.next(message -> message.id().equals(echo.id())).resourceVersion())
                .isNotEqualTo(first.resourceVersion());
    }

    @Test
    void c03AnAcknowledgementCountsWhateverItsSourceAndGroup() throws IOException {
        Message insert = push("insert", "device");
        standIns.say(insert);
        Message sent = link.next(message -> message.id().equals(insert.id()));

        link.receive(sent.response("OK").withRoute("meta", "twin"));

        assertThat(link.poll(message -> message.id().equals(insert.id()), REPETITIONS))
                .isEmpty();
        assertThat(kube.list(KubeResource.OBJECTSYNCS, "default", Selector.ALL))
                .singleElement()
                .satisfies(sync -> assertThat(sync.path("status")
                                .path("objectResourceVersion")
                                .asText())
                        .isEqualTo(insert.resourceVersion()));
    }

    @Test
    void c04AnObjectOfTheSameVersionIsNotSentAgain() throws IOException {
        Message insert = push("insert", "devicemodel");
        link.acknowledging(true);
        standIns.say(insert);
        assertThat(link.next(message -> message.id().equals(insert.id()))).isNotNull();

        Message again = insert.withId("11111111-2222-4333-8444-555555555555").withOperation("update");
        standIns.say(again);
        Message device = push("update", "device");
        standIns.say(device);

        assertThat(link.next(message -> message.id().equals(device.id()))).isNotNull();
        assertThat(link.poll(message -> message.id().equals(again.id()), RESEND))
                .isEmpty();
    }

    @Test
    void c05AnEmptyMessageIsBorne() throws IOException {
        Message empty =
                Recording.read("02-node-steady-state").messages().getLast().message();
        assertThat(empty.id()).isEmpty();

        link.receive(empty);

        assertThat(answer(question("default/configmap/any"))).isNotNull();
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void c10AMessageThatComesAgainUnderItsIdIsCarriedAgainAndHarmless() throws IOException {
        Message detail =
                recorded("04-config-update-delete", message -> message.source().equals("twin"));

        link.receive(detail);
        standIns.take(detail);
        link.receive(detail);
        standIns.take(detail);

        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void c16QueriedObjectsHaveKindAndVersionAndThoseInResultsHaveNot() throws IOException {
        Message insert = recorded(
                "01-bootstrap",
                message -> message.operation().equals("insert")
                        && message.resource().startsWith("default/node/"));
        String path = "default/node/" + NODE;
        JsonNode result = answer(insert.withResource(path));
        link.acknowledging(true);
        JsonNode node = answer(question(path));

        assertThat(result.path("Object").has("kind")).isFalse();
        assertThat(result.path("Object").has("apiVersion")).isFalse();
        assertThat(result.path("Err").isNull()).isTrue();
        assertThat(node.path("kind").asText()).isEqualTo("Node");
        assertThat(node.path("apiVersion").asText()).isEqualTo("v1");
    }

    @Test
    void c17DetailsNameTheKindAsAGoCloudDoes() {
        refer("absent");
        JsonNode cached = answer(question("default/configmap/absent"));
        JsonNode live = answer(question("default/persistentvolume/absent"));

        assertThat(cached.path("ErrStatus").path("details").path("kind").asText())
                .isEqualTo("configmap");
        assertThat(live.path("ErrStatus").path("details").path("kind").asText()).isEqualTo("persistentvolumes");
    }

    @Test
    void c19TwoQuestionsAboutOneObjectAreBothAnswered() {
        refer("shared");
        ObjectNode object = Json.object().put("kind", "ConfigMap").put("apiVersion", "v1");
        KubeObject.metadata(object)
                .put("name", "shared")
                .put("namespace", "default")
                .put("uid", "u-shared")
                .put("resourceVersion", "7");
        kube.put(KubeResource.CONFIGMAPS, object);
        link.acknowledging(true);
        List<Message> questions = List.of(question("default/configmap/shared"), question("default/configmap/shared"));

        questions.forEach(link::receive);

        for (Message question : questions) {
            assertThat(KubeObject.uid(Contents.tree(
                            link.next(message -> message.parentId().equals(question.id())))))
                    .isEqualTo("u-shared");
        }
    }

    private static Message question(String resource) {
        return Message.of("edged", "meta", "query", resource, null);
    }

    private JsonNode answer(Message request) {
        link.receive(request);
        return Contents.tree(link.next(message -> message.parentId().equals(request.id())));
    }

    /** A pod of the node uses the configmap, so that the node may ask for it. */
    private void refer(String configMap) {
        ObjectNode pod = Json.object();
        KubeObject.metadata(pod)
                .put("name", "reader")
                .put("namespace", "default")
                .put("uid", "u-reader");
        ObjectNode spec = pod.putObject("spec").put("nodeName", NODE);
        spec.withArrayProperty("volumes").addObject().putObject("configMap").put("name", configMap);
        kube.put(KubeResource.PODS, pod);
    }
}
