package io.skep.demo.echo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EchoModuleTest {

    private final TestBus bus = new TestBus();
    private Probe probe;

    @BeforeEach
    void start() {
        probe = bus.probe("caller", "test");
        bus.start(EchoModule.NAME, EchoModule.GROUP, new EchoModule("1.2.3"));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private static Message message(String content) {
        return Message.of("caller", "test", "query", "hello", content);
    }

    @Test
    void answersACallWithWhatItWasSentAndItsVersion() {
        Message answer = probe.call(EchoModule.NAME, message("ho"));
        assertThat(answer.content()).isEqualTo("ho (echo 1.2.3)");
        assertThat(answer.source()).isEqualTo("echo");
    }

    @Test
    void ignoresWhatWaitsForNoAnswer() {
        probe.send(EchoModule.NAME, message("not a call"));
        assertThat(probe.call(EchoModule.NAME, message("a call")).content()).isEqualTo("a call (echo 1.2.3)");
    }
}
