package io.skep.edge.dbtest.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DbtestShellTest {

    private final TestBus bus = new TestBus();
    private final Probe metamanager = bus.probe("metamanager", "meta");
    private final DbtestShell shell = new DbtestShell(new DbtestModule(new Traffic("1")), bus.bus());

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void putsAnObjectAsTheCloudWould() throws Exception {
        assertThat(shell.put("default", "configmap", "hello", "{\"data\":{\"a\":\"b\"}}"))
                .startsWith("sent ");
        Message message = metamanager.next();
        assertThat(message.source()).isEqualTo("edgecontroller");
        assertThat(message.operation()).isEqualTo("insert");
        assertThat(message.resource()).isEqualTo("default/configmap/hello");
        assertThat(((JsonNode) message.content()).at("/data/a").asText()).isEqualTo("b");
    }

    @Test
    void getsAnObjectFromMetamanager() throws Exception {
        metamanager.answering(
                request -> Optional.of(request.response("of " + request.operation() + " " + request.resource())));
        assertThat(shell.get("default", "secret", "s")).isEqualTo("response \"of query default/secret/s\"");
    }

    @Test
    void refusesAnObjectThatIsNoJson() {
        assertThatThrownBy(() -> shell.put("default", "pod", "p", "{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON");
    }

    @Test
    void showsFiguresWithTheVersion() {
        assertThat(shell.stats()).isEqualTo(new Traffic.Figures("1", 0, 0, 0));
    }
}
