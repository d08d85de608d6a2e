package io.skep.itests.wire.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.cloudhub.internal.HubUnderTest;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.itests.wire.FrameKind;
import io.skep.itests.wire.Recording;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frames of Go edges for modules that are not there do no harm: the link stays, the next question is answered. */
@Timeout(60)
class UnservedFramesIT {

    private static final String NODE = "edge-1";

    @TempDir
    private Path folder;

    @Test
    void dropsWhatIsForModulesThatAreNotThere() throws Exception {
        FakeKube kube = new FakeKube();
        HubUnderTest hub = new HubUnderTest(kube, folder, Duration.ofSeconds(5), 10, false);
        try (TestBus bus = new TestBus()) {
            bus.start(
                    "edgecontroller",
                    "edgecontroller",
                    Configured.module("io.skep.cloud.edgecontroller.internal.EdgeControllerModule", kube));
            hub.start(bus);
            FakeLink link = hub.connect(NODE);
            int dropped = 0;
            for (String name : Recording.names()) {
                for (Recording.Entry entry : Recording.read(name).messages()) {
                    if (entry.fromEdge()
                            && entry.raw().startsWith("{")
                            && FrameKind.of(entry).missing().isPresent()) {
                        link.receive(entry.message());
                        dropped++;
                    }
                }
            }
            assertThat(dropped).isGreaterThan(40);

            Message question = Message.of("edged", "meta", "query", "default/node/" + NODE, null);
            link.receive(question);
            assertThat(link.next(message -> message.parentId().equals(question.id())))
                    .isNotNull();
            assertThat(link.poll(message -> true, Duration.ofMillis(100)))
                    .as("an answer to one of them")
                    .isEmpty();
            assertThat(link.isOpen()).isTrue();
        }
    }
}
