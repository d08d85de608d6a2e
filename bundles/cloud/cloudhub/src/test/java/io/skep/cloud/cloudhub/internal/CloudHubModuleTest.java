package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.cloudhub.internal.session.Windows;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.common.pki.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CloudHubModuleTest {

    /** Until it sends again. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FakeKube kube = new FakeKube();
    private final TestBus bus = new TestBus();
    private HubUnderTest hub;
    private Probe controller;

    private HubUnderTest hub(Duration resend) {
        return new HubUnderTest(kube, folder, resend, new Windows(256, 1), 2, false);
    }

    private void replace(Duration resend) {
        bus.park("cloudhub");
        hub = hub(resend);
        hub.start(bus);
    }

    @BeforeEach
    void start() {
        hub = hub(SHORT);
        controller = bus.probe("edgecontroller", "edgecontroller");
        hub.start(bus);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void definesItsResourcesAndKeepsItsSecrets() {
        assertThat(kube.list(KubeResource.CRDS, "", Selector.ALL))
                .extracting(KubeObject::name)
                .containsExactlyInAnyOrder(
                        "objectsyncs.reliablesyncs.kubeedge.io", "clusterobjectsyncs.reliablesyncs.kubeedge.io");
        assertThat(kube.list(KubeResource.SECRETS, "kubeedge", Selector.ALL))
                .extracting(KubeObject::name)
                .containsExactlyInAnyOrder("casecret", "cloudcoresecret", "tokensecret");
        assertThat(folder.resolve("token")).isNotEmptyFile();
    }

    @Test
    void tellsTheControllerOfAnEdgeThatConnects() {
        hub.connect("edge-1");

        Message connected = controller.next();

        assertThat(connected.resource()).isEqualTo("node/edge-1");
        assertThat(connected.operation()).isEqualTo("connected");
    }

    @Test
    void carriesRequestsUpWithTheNodeBeforeThem() {
        FakeLink link = hub.connect("edge-1");

        link.receive(Message.of("edged", "meta", "query", "default/configmap/c", null));

        assertThat(controller.next(m -> m.operation().equals("query")).resource())
                .isEqualTo("node/edge-1/default/configmap/c");
    }

    @Test
    void refusesACertificateOfAnotherNode() {
        FakeLink link = hub.links.connect("edge-2", Optional.of(hub.certificate("edge-1")));

        Await.until("the link is closed", () -> !link.isOpen());
        assertThat(hub.module.nodes()).isEmpty();
    }

    @Test
    void refusesAMessageInTheNameOfAnotherNodeAndCountsIt() {
        FakeLink link = hub.connect("edge-1");
        for (int i = 0; i < 3; i++) {
            link.receive(Message.of("edged", "meta", "update", "node/edge-2/default/pod/x", "{}"));
        }
        link.receive(Message.of("edged", "meta", "query", "default/node/edge-1", null));

        Message next = controller.next(message -> !message.operation().equals("connected"));
        assertThat(next.resource()).isEqualTo("node/edge-1/default/node/edge-1");
        assertThat(hub.module.refusals().rows())
                .singleElement()
                .satisfies(row -> assertThat(row.count()).isEqualTo(3));
    }

    @Test
    void refusesACertificateWithoutANodeName() {
        var shared = hub.ca()
                .issueClient(new Subject("kubeEdge", "kubeedge.io"), Duration.ofDays(1))
                .certificate();

        FakeLink link = hub.links.connect("edge-1", Optional.of(shared));

        Await.until("the link is closed", () -> !link.isOpen());
    }

    @Test
    void refusesNodesBeyondTheLimit() {
        hub.connect("edge-1");
        hub.connect("edge-2");

        FakeLink third = hub.links.connect("edge-3", Optional.of(hub.certificate("edge-3")));

        Await.until("the link is closed", () -> !third.isOpen());
        assertThat(hub.module.nodes()).hasSize(2);
        assertThat(new ConnectedNodes(hub.module).getAsLong()).isEqualTo(2);
    }

    @Test
    void newConnectionOfANodeTakesThePlaceOfTheOld() {
        FakeLink old = hub.connect("edge-1");

        FakeLink young = hub.links.connect("edge-1", Optional.of(hub.certificate("edge-1")));

        Await.until("the old link is closed", () -> !old.isOpen());
        send(answer("node/edge-1/default/node/edge-1"));
        assertThat(young.next(m -> true).resource()).isEqualTo("default/node/edge-1");
        assertThat(young.isOpen()).isTrue();
    }

    @Test
    void repeatsAMessageUntilItIsAcknowledgedAndRecordsThat() {
        FakeLink link = hub.connect("edge-1");
        ObjectNode pod = pod("p", "u-1", 7);
        send(push("insert", pod));

        Message first = link.next(m -> m.operation().equals("insert"));
        assertThat(record("u-1")).isNotNull();
        Await.until("the record is complete", () -> version("u-1").equals("0"));
        Message second = link.next(m -> m.operation().equals("insert"));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.resource()).isEqualTo("default/pod/p");
        link.receive(first.response("OK"));

        Await.until(
                "the acknowledgement is recorded",
                () -> record("u-1")
                        .path("status")
                        .path("objectResourceVersion")
                        .asText()
                        .equals("7"));
    }

    @Test
    void recordsAnAcknowledgementThatCameDuringALongOutageOfTheApi() {
        FakeLink link = hub.connect("edge-1");
        send(push("insert", pod("p", "u-1", 7)));
        Message sent = link.next(m -> m.operation().equals("insert"));
        int before = recordings();
        kube.outage(true);
        link.receive(sent.response("OK"));
        Await.until("it was tried more than three times", () -> recordings() > before + 4);

        kube.outage(false);

        Await.until("the acknowledgement is recorded", () -> version("u-1").equals("7"));
    }

    private int recordings() {
        return (int) kube.calls().stream()
                .filter(call -> call.startsWith("patch/status objectsyncs"))
                .count();
    }

    @Test
    void sendsOneAtATimeAndTheNextWhenTheFirstStaysSilent() {
        FakeLink link = hub.connect("edge-1");
        send(push("insert", pod("a", "u-a", 7)));
        assertThat(link.next(m -> m.operation().equals("insert")).resource()).isEqualTo("default/pod/a");
        send(push("insert", pod("b", "u-b", 8)));

        assertThat(List.of(2, 3))
                .allSatisfy(i -> assertThat(
                                link.next(m -> m.operation().equals("insert")).resource())
                        .isEqualTo("default/pod/a"));
        assertThat(link.next(m -> m.operation().equals("insert")).resource()).isEqualTo("default/pod/b");
    }

    @Test
    void errorIsNoAcknowledgement() {
        FakeLink link = hub.connect("edge-1");
        send(push("insert", pod("a", "u-a", 7)));
        Message first = link.next(m -> m.operation().equals("insert"));

        link.receive(first.error("metamanager", "storage failed"));

        assertThat(link.next(m -> m.operation().equals("insert")).id()).isEqualTo(first.id());
    }

    @Test
    void newerVersionTakesThePlaceOfOneThatWaits() {
        replace(PATIENT);
        FakeLink link = hub.connect("edge-1");
        send(push("insert", pod("a", "u-a", 7)));
        Message first = link.next(m -> m.resource().endsWith("/a"));
        send(push("insert", pod("b", "u-b", 8)));
        send(push("update", pod("b", "u-b", 9)));
        send(push("insert", pod("c", "u-c", 10)));
        Await.until("all have been taken", () -> waiting() == 2);
        link.acknowledging(true);
        link.receive(first.response("OK"));

        Message b = link.next(m -> m.resource().endsWith("/b"));

        assertThat(b.resourceVersion()).isEqualTo("9");
        Await.until("b is recorded", () -> version("u-b").equals("9"));
        assertThat(link.poll(m -> m.resource().endsWith("/b"), Duration.ofMillis(50)))
                .isEmpty();
    }

    @Test
    void doesNotQueueAgainWhatIsUnderWay() {
        replace(PATIENT);
        FakeLink link = hub.connect("edge-1");
        send(push("update", pod("a", "u-a", 7)));
        Message first = link.next(m -> m.operation().equals("update"));

        send(push("update", pod("a", "u-a", 7)));
        send(push("update", pod("z", "u-z", 9)));
        Await.until("the second one is taken", () -> waiting() == 1);
        link.acknowledging(true);
        link.receive(first.response("OK"));

        assertThat(link.next(m -> !m.id().equals(first.id())).resource()).isEqualTo("default/pod/z");
        Await.until("z is recorded", () -> version("u-z").equals("9"));
        assertThat(link.poll(m -> !m.id().equals(first.id()), Duration.ofMillis(50)))
                .isEmpty();
    }

    private int waiting() {
        return hub.module.nodes().getFirst().waiting();
    }

    @Test
    void doesNotRepeatWhatTheEdgeHas() {
        FakeLink link = hub.connect("edge-1").acknowledging(true);
        send(push("insert", pod("a", "u-a", 7)));
        Await.until("it is recorded", () -> version("u-a").equals("7"));

        link.close();
        FakeLink again = hub.links.connect("edge-1", Optional.of(hub.certificate("edge-1")));
        again.acknowledging(true);
        Await.until(
                "the session is new", () -> again.isOpen() && hub.module.nodes().size() == 1);
        send(push("update", pod("a", "u-a", 7)));
        send(push("update", pod("z", "u-z", 9)));

        assertThat(again.next(m -> m.operation().equals("update")).resource()).isEqualTo("default/pod/z");
    }

    @Test
    void twoAnswersAboutOneObjectBothArrive() {
        FakeLink link = hub.connect("edge-1").acknowledging(true);
        Message one = query("c").response(null);
        Message two = query("c").response(null);
        ObjectNode map = pod("c", "u-c", 5);
        send(one.withResource("node/edge-1/default/configmap/c")
                .withRoute("edgecontroller", "resource")
                .withContent(map)
                .withResourceVersion("5"));
        send(two.withResource("node/edge-1/default/configmap/c")
                .withRoute("edgecontroller", "resource")
                .withContent(map)
                .withResourceVersion("5"));

        assertThat(List.of(
                        link.next(Message::isResponse).parentId(),
                        link.next(Message::isResponse).parentId()))
                .containsExactlyInAnyOrder(one.parentId(), two.parentId());
    }

    @Test
    void removesTheRecordWhenADeleteIsAcknowledged() {
        FakeLink link = hub.connect("edge-1").acknowledging(true);
        send(push("insert", pod("a", "u-a", 7)));
        Await.until("it is recorded", () -> version("u-a").equals("7"));

        send(push("delete", pod("a", "u-a", 8)));

        link.next(m -> m.operation().equals("delete"));
        Await.until(
                "the record is gone",
                () -> kube.list(KubeResource.OBJECTSYNCS, "default", Selector.ALL)
                        .isEmpty());
    }

    @Test
    void recordsWhatIsMeantForAnAbsentEdge() {
        send(push("insert", pod("a", "u-a", 7)));

        Await.until("the record waits", () -> version("u-a").equals("0"));
    }

    @Test
    void sendsAnswersOfNodesOnceWithoutWaiting() {
        FakeLink link = hub.connect("edge-1");
        send(push("insert", pod("silent", "u-s", 7)));
        send(answer("node/edge-1/kube-node-lease/lease/edge-1"));

        assertThat(link.next(Message::isResponse).resource()).isEqualTo("kube-node-lease/lease/edge-1");
        assertThat(link.poll(Message::isResponse, Duration.ofMillis(250))).isEmpty();
    }

    @Test
    void endsTheSessionOfADeletedNodeWithoutAWord() {
        FakeLink link = hub.connect("edge-1");

        send(Message.of("edgecontroller", "resource", "delete", "node/edge-1/namespace/node/edge-1", null));

        Await.until("the link is closed", () -> !link.isOpen());
        assertThat(link.poll(m -> true, Duration.ofMillis(20))).isEmpty();
    }

    @Test
    void closesItsLinksWhenItIsStoppedAndWorksAgainAfterwards() {
        FakeLink link = hub.connect("edge-1");
        bus.park("cloudhub");
        assertThat(link.isOpen()).isFalse();
        send(push("insert", pod("a", "u-a", 7)));

        hub = hub(SHORT);
        hub.start(bus);

        Await.until("the parked message is recorded", () -> version("u-a").equals("0"));
        hub.connect("edge-1");
    }

    private void send(Message message) {
        controller.send("cloudhub", message);
    }

    private static Message query(String name) {
        return Message.of("edged", "meta", "query", "default/configmap/" + name, null);
    }

    private static Message answer(String resource) {
        return Message.of("edgecontroller", "resource", "response", resource, Json.object())
                .withParentId("question");
    }

    private static Message push(String operation, ObjectNode object) {
        return Message.of(
                        "edgecontroller",
                        "resource",
                        operation,
                        "node/edge-1/default/pod/" + KubeObject.name(object),
                        object)
                .withResourceVersion(KubeObject.resourceVersion(object));
    }

    private static ObjectNode pod(String name, String uid, int version) {
        ObjectNode pod = Json.object();
        pod.put("kind", "Pod").put("apiVersion", "v1");
        pod.putObject("metadata")
                .put("name", name)
                .put("namespace", "default")
                .put("uid", uid)
                .put("resourceVersion", Integer.toString(version));
        return pod;
    }

    private ObjectNode record(String uid) {
        return kube.get(KubeResource.OBJECTSYNCS, "default", "edge-1." + uid);
    }

    private String version(String uid) {
        return kube.list(KubeResource.OBJECTSYNCS, "default", Selector.ALL).stream()
                .filter(sync -> KubeObject.name(sync).endsWith(uid))
                .map(sync -> sync.path("status").path("objectResourceVersion").asText())
                .findFirst()
                .orElse("none");
    }
}
