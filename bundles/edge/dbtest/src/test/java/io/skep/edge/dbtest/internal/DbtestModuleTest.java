package io.skep.edge.dbtest.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DbtestModuleTest {

    private final TestBus bus = new TestBus();
    private final Traffic traffic = new Traffic("1.2.3");
    private Probe probe;

    @BeforeEach
    void start() {
        probe = bus.probe("collector", "test");
        bus.start(DbtestModule.NAME, "meta", new DbtestModule(traffic));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private static Message message(String operation, String resource, Object content) {
        return Message.of("collector", "resource", operation, resource, content);
    }

    @Test
    void answersPingWithItsVersion() {
        Message answer = probe.call(DbtestModule.NAME, message(Operations.QUERY, "ping", ""));
        assertThat(answer.content()).isEqualTo("pong 1.2.3");
        assertThat(answer.source()).isEqualTo("testManager");
    }

    @Test
    void answersOtherCallsWithTheirContent() {
        assertThat(probe.call(DbtestModule.NAME, message(Operations.UPDATE, "x", "payload"))
                        .content())
                .isEqualTo("payload");
        assertThat(traffic.figures()).isEqualTo(new Traffic.Figures("1.2.3", 1, 0, 0));
    }

    @Test
    void returnsMessagesToTheModuleThatTheyNameInOrder() {
        IntStream.range(0, 100)
                .forEach(i -> probe.send(DbtestModule.NAME, message(Operations.UPDATE, "echo/collector", i)));
        IntStream.range(0, 100).forEach(i -> assertThat(probe.next().content()).isEqualTo(i));
        assertThat(traffic.figures().returned()).isEqualTo(100);
    }

    @Test
    void survivesAnEchoToAModuleThatIsUnknown() {
        probe.send(DbtestModule.NAME, message(Operations.UPDATE, "echo/nobody", "x"));
        assertThat(probe.call(DbtestModule.NAME, message(Operations.QUERY, "ping", ""))
                        .content())
                .isEqualTo("pong 1.2.3");
    }

    @Test
    void countsWhatComesForItsGroup() {
        probe.sendToGroup("meta", message(Operations.INSERT, "default/pod/hello", "{}"));
        probe.send(DbtestModule.NAME, message(Operations.UPDATE, "echo/", "no module named"));
        bus.awaitEmpty(DbtestModule.NAME);
        probe.call(DbtestModule.NAME, message(Operations.QUERY, "ping", ""));
        assertThat(traffic.figures().noted()).isEqualTo(2);
    }
}
