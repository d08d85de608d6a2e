package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.cloudhub.internal.uds.DriverUnderTest;
import io.skep.cloud.kube.fake.FakeKube;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A CSI driver's call goes by the unix socket, the hub and the link to an edge, and the edge's answer back. */
@Timeout(60)
class VolumeCallTest {

    private static final String CALL = """
            {"header":{"msg_id":"5c3f0f9e-0d7c-4b7e-8a35-7c2d1c6a6a01","timestamp":1700000000123},\
            "route":{"source":"cloudhub","group":"resource","operation":"controllerpublishvolume",\
            "resource":"node/%s/default/volume/v-1"},"content":"{\\"volumeId\\":\\"v-1\\"}"}""";

    @TempDir
    private Path folder;

    private final TestBus bus = new TestBus();
    private HubUnderTest hub;

    @BeforeEach
    void start() {
        hub = new HubUnderTest(new FakeKube(), folder, Duration.ofMillis(100), 2, false);
        hub.start(bus);
    }

    @AfterEach
    void stop() {
        bus.close();
        assertThat(HubUnderTest.socket(folder)).doesNotExist();
    }

    private DriverUnderTest driver() throws IOException {
        Await.until("the hub takes calls", () -> DriverUnderTest.isTaken(HubUnderTest.socket(folder)));
        return new DriverUnderTest(HubUnderTest.socket(folder));
    }

    @Test
    void reachesTheEdgeAndBringsItsAnswer() throws IOException {
        FakeLink edge = hub.connect("edge-1");
        try (DriverUnderTest driver = driver()) {
            driver.send(CALL.formatted("edge-1"));

            Message call = edge.next(message -> message.operation().equals("controllerpublishvolume"));
            assertThat(call.resource()).isEqualTo("default/volume/v-1");
            assertThat(call.source() + "/" + call.group()).isEqualTo("cloudhub/resource");
            assertThat(call.content()).isEqualTo("{\"volumeId\":\"v-1\"}");
            edge.receive(call.response("eyJwdWJsaXNoQ29udGV4dCI6e319"));

            Message answer = driver.answer();
            assertThat(answer.parentId()).isEqualTo("5c3f0f9e-0d7c-4b7e-8a35-7c2d1c6a6a01");
            assertThat(call.id()).isNotEqualTo(answer.parentId());
            assertThat(answer.resource()).isEqualTo("default/volume/v-1");
            assertThat(answer.content()).isEqualTo("eyJwdWJsaXNoQ29udGV4dCI6e319");
            assertThat(driver.isAtEnd()).isTrue();
        }
    }

    @Test
    void bringsTheEdgesErrorToo() throws IOException {
        FakeLink edge = hub.connect("edge-1");
        try (DriverUnderTest driver = driver()) {
            driver.send(CALL.formatted("edge-1"));
            Message call = edge.next(message -> message.operation().equals("controllerpublishvolume"));
            edge.receive(call.error("edged", "no such driver"));

            Message answer = driver.answer();
            assertThat(answer.operation()).isEqualTo("error");
            assertThat(answer.content()).isEqualTo("no such driver");
        }
    }

    @Test
    void isRefusedForANodeThatIsAway() throws IOException {
        try (DriverUnderTest driver = driver()) {
            Message answer = driver.send(CALL.formatted("edge-9")).answer();

            assertThat(answer.operation()).isEqualTo("error");
            assertThat((String) answer.content()).startsWith("SKEP-525 ").contains("edge-9");
        }
    }
}
