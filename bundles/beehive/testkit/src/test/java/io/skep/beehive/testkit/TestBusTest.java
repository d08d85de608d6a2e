package io.skep.beehive.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.Operations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestBusTest {

    private final TestBus bus = new TestBus();

    @AfterEach
    void close() {
        bus.close();
    }

    private static Message message(String resource) {
        return Message.of("test", "resource", Operations.UPDATE, resource, null);
    }

    private static Module echo() {
        return context -> {
            while (true) {
                Message request = context.receive();
                context.respond(request.response("echo of " + request.resource()));
            }
        };
    }

    @Test
    void carriesMessagesFromModuleToProbe() {
        Probe hub = bus.probe("websocket", "hub");
        bus.start("sender", "x", context -> {
            context.send("websocket", message("first"));
            context.sendToGroup("hub", message("second"));
        });
        assertThat(hub.next().resource()).isEqualTo("first");
        assertThat(hub.next(message -> message.resource().equals("second")).source())
                .isEqualTo("test");
        hub.expectQuiet(Duration.ofMillis(1));
        assertThat(hub.seen()).hasSize(2);
        bus.awaitState("sender", State.FINISHED);
    }

    @Test
    void probeCallsModule() {
        Probe probe = bus.probe("probe", "x");
        bus.start("echo", "x", echo());
        assertThat(probe.call("echo", message("a")).content()).isEqualTo("echo of a");
    }

    @Test
    void probeAnswersModule() {
        bus.probe("meta", "meta").answering(request -> Optional.of(request.response("yes")));
        Probe result = bus.probe("result", "x");
        bus.start("asker", "x", context -> {
            Message answer = context.sendSync("meta", message("q"), Duration.ZERO);
            context.send("result", answer);
        });
        assertThat(result.next().content()).isEqualTo("yes");
    }

    @Test
    void probeAnswersByHand() {
        Probe meta = bus.probe("meta", "meta");
        Probe result = bus.probe("result", "x");
        bus.start(
                "asker",
                "x",
                context -> context.send("result", context.sendSync("meta", message("q"), Duration.ofSeconds(10))));
        Message request = meta.next();
        assertThat(request.sync()).isTrue();
        assertThat(meta.respond(request.response("by hand"))).isTrue();
        assertThat(result.next().content()).isEqualTo("by hand");
        assertThat(meta.respond(request.response("again"))).isFalse();
    }

    @Test
    void parkedModuleKeepsItsMailboxForTheNext() {
        Probe probe = bus.probe("probe", "x");
        bus.start("echo", "x", echo());
        bus.park("echo");
        bus.awaitState("echo", State.PARKED);
        probe.send("echo", message("waits"));
        assertThat(bus.bus().findModule("echo").orElseThrow().depth()).isEqualTo(1);
        AtomicInteger received = new AtomicInteger();
        bus.start("echo", "x", context -> {
            context.receive();
            received.incrementAndGet();
        });
        bus.awaitState("echo", State.FINISHED);
        bus.awaitEmpty("echo");
        assertThat(received).hasValue(1);
    }

    @Test
    void stoppedModuleRefusesMessages() {
        Probe probe = bus.probe("probe", "x");
        bus.start("echo", "x", echo());
        bus.stop("echo");
        assertThatThrownBy(() -> probe.send("echo", message("lost")))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusError.UNKNOWN_MODULE));
        assertThatThrownBy(() -> bus.stop("echo")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void expectedModuleReceivesWhatCameBeforeIt() {
        Probe probe = bus.probe("probe", "x");
        bus.expect("late", "y");
        probe.sendToGroup("y", message("early"));
        Probe late = bus.probe("late", "y");
        assertThat(late.next().resource()).isEqualTo("early");
    }

    @Test
    void awaitNamesWhatDidNotHappen() {
        assertThatThrownBy(() -> Await.until("pigs fly", Duration.ofMillis(2), () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("pigs fly");
    }

    @Test
    void clockMovesOnlyByHandAndTellsItsListeners() {
        MovableClock clock = new MovableClock();
        AtomicInteger moves = new AtomicInteger();
        clock.onMove(moves::incrementAndGet);
        clock.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
        clock.set(Instant.EPOCH);
        assertThat(clock.withZone(ZoneId.of("Europe/Berlin")).instant()).isEqualTo(Instant.EPOCH);
        assertThat(moves).hasValue(2);
    }
}
