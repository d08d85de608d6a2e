package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.transport.Admission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HubLinksTest {

    @TempDir
    private Path folder;

    private final TestBus bus = new TestBus();
    private HubUnderTest hub;
    private Probe controller;

    @BeforeEach
    void start() {
        hub = new HubUnderTest(new FakeKube(), folder, Duration.ofSeconds(5), 1, false);
        controller = bus.probe("edgecontroller", "edgecontroller");
        hub.start(bus);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private Admission.Refused refusal(FakeLink link) {
        Await.until("the link is refused", () -> link.refusal().isPresent());
        return link.refusal().orElseThrow();
    }

    @Test
    void saysToWhomeverIsAnotherThatHeIs() {
        FakeLink link = hub.links.connect("edge-2", Optional.of(hub.certificate("edge-1")));

        assertThat(refusal(link).status()).isEqualTo(403);
        assertThat(refusal(link).retryAfter()).isZero();
    }

    @Test
    void saysAtTheLimitWhenToComeAgain() {
        hub.connect("edge-1");

        FakeLink link = hub.links.connect("edge-2", Optional.of(hub.certificate("edge-2")));

        assertThat(refusal(link).status()).isEqualTo(503);
        assertThat(refusal(link).retryAfter()).isPositive();
    }

    @Test
    void connectionThatWasTakenOverIsHeardNoMoreAndItsEndIsNoNews() {
        FakeLink old = hub.connect("edge-1");
        controller.next(message -> message.operation().equals("connected"));
        FakeLink young = hub.links.connect("edge-1", Optional.of(hub.certificate("edge-1")));
        controller.next(message -> message.operation().equals("connected"));
        Await.until("the old link is closed", () -> !old.isOpen());

        young.receive(Message.of("edged", "meta", "query", "default/configmap/c", null));

        controller.next(message -> message.operation().equals("query"));
        assertThat(controller.seen()).noneMatch(message -> message.operation().equals("disconnected"));
        young.close();
        controller.next(message -> message.operation().equals("disconnected"));
    }

    @Test
    void placeOfAnEdgeThatIsInIsFreeForTheNext() {
        for (int i = 0; i < 100; i++) {
            FakeLink link = hub.connect("edge-1");
            link.close();
            Await.until("it is gone", () -> hub.nodes().isEmpty());
        }

        assertThat(hub.module.measure(Hub::admissionQueue)).isZero();
        assertThat(hub.connect("edge-1").isOpen()).isTrue();
    }
}
