package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the hub does until an edge has what is meant for it. */
@Timeout(60)
class DeliveryTest extends HubFixture {

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
}
