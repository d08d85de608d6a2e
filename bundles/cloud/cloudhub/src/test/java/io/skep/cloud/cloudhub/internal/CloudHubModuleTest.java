package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import io.skep.common.pki.Subject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloudHubModuleTest extends HubFixture {

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
}
