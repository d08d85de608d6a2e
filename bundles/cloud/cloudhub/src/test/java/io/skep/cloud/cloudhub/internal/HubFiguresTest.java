package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HubFiguresTest {

    @TempDir
    private Path folder;

    private HubUnderTest hub;

    private long value(String name) {
        return HubFigures.figures(hub.module).stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsLong();
    }

    @Test
    void countsWhatIsUnderWayAndWhatWasRefused() {
        hub = new HubUnderTest(new FakeKube(), folder, Duration.ofMillis(50), 1, false);
        assertThat(value("messages_in_flight")).isZero();
        try (TestBus bus = new TestBus()) {
            Probe controller = bus.probe("edgecontroller", "edgecontroller");
            hub.start(bus);
            hub.connect("edge-1");
            controller.send("cloudhub", push());

            Await.until("it is under way", () -> value("messages_in_flight") == 1);
            Await.until("it is repeated", () -> value("messages_resent") > 0);
            FakeLink foreign = hub.links.connect("edge-2", Optional.of(hub.certificate("edge-1")));
            FakeLink surplus = hub.links.connect("edge-3", Optional.of(hub.certificate("edge-3")));
            Await.until("both are refused", () -> !foreign.isOpen() && !surplus.isOpen());
            assertThat(value("refused_identity")).isEqualTo(1);
            assertThat(value("refused_node_limit")).isEqualTo(1);
            assertThat(value("refused_busy")).isZero();
            assertThat(value("admission_queue")).isZero();
        }
    }

    private static Message push() {
        var object = Json.object();
        object.putObject("metadata")
                .put("name", "c")
                .put("namespace", "default")
                .put("uid", "u");
        return Message.of("edgecontroller", "resource", "update", "node/edge-1/default/configmap/c", object)
                .withResourceVersion("7");
    }
}
