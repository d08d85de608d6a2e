package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.runtime.internal.engine.BusState.Box;
import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One bus gives what it holds to the next. */
class HandOverTest extends BusFixture {

    private final ModuleBus next = new ModuleBus(SETTINGS, clock);
    private final List<ModuleService> later = new ArrayList<>();

    @AfterEach
    void stopLater() {
        later.forEach(next::stop);
    }

    private void startLater(String name, io.skep.beehive.api.Module module) {
        ModuleService service = new ModuleService(name, "group", "new 2.0.0", () -> module);
        later.add(service);
        next.attach(service);
    }

    private static Box box(BusState state, String name) {
        return state.boxes().stream()
                .filter(box -> box.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Object> contents(Box box) {
        return box.letters().stream().map(letter -> letter.message().content()).toList();
    }

    @Test
    void messagesComeOutOfTheNextBusAsTheyWereAndInOrder() throws Exception {
        bus.expect("a", "group");
        Object content = new Object();
        Message sent = message(content).withParentId("p").withResourceVersion("7");
        bus.send("a", sent);
        send("a", 2, 3);
        BusState state = bus.handOver();
        assertThat(box(state, "a").letters().getFirst()).isEqualTo(new Letter(sent, false));
        assertThat(box(state, "a").letters().getFirst().message().content()).isSameAs(content);
        next.takeOver(state);
        next.send("a", message(4));
        assertThat(next.findModule("a").orElseThrow().state()).isEqualTo(State.EXPECTED);
        startLater("a", receiver());
        assertThat(next()).isSameAs(content);
        assertThat(List.of(next(), next(), next())).isEqualTo(List.of(2, 3, 4));
    }

    @Test
    void whatWasInHandComesFirstAndMarked() throws Exception {
        start("a", context -> {
            List<Delivery> kept = List.of(context.take(), context.take());
            seen.add(kept.size());
            context.receive();
            context.receive();
            context.fork("waits", () -> new CountDownLatch(1).await()).join();
        });
        send("a", 1, 2, 3, 4);
        assertThat(next()).isEqualTo(2);
        awaitDepth("a", 0);
        park("a");
        BusState state = bus.handOver();
        assertThat(contents(box(state, "a"))).isEqualTo(List.of(1, 2, 4));
        assertThat(box(state, "a").letters()).allMatch(Letter::redelivered);
        next.takeOver(state);
        startLater("a", context -> {
            Delivery first = context.take();
            seen.add(first.redelivered());
            context.receive();
        });
        assertThat(next()).isEqualTo(true);
    }

    @Test
    void aModuleThatStillRunsIsStopped() throws Exception {
        start("a", receiver());
        start("b", context -> {
            try {
                context.receive();
            } finally {
                seen.add("ended");
            }
        });
        BusState state = bus.handOver();
        assertThat(next()).isEqualTo("ended");
        assertThat(state.boxes()).extracting(Box::state).containsOnly(State.PARKED);
        start("a", receiver());
        start("c", receiver());
        assertFails(BusError.BUS_REPLACED, () -> send("a", 1));
        assertFails(BusError.BUS_REPLACED, () -> send("c", 1));
        assertThat(seen).isEmpty();
    }

    @Test
    void sendersOutsideOfModulesAreToldToTryAgain() throws Exception {
        start("a", receiver());
        park("a");
        send("a", 1, 2, 3, 4);
        bus.settings(
                new BusSettings(4, Duration.ofMinutes(1), LIMIT, LIMIT, LIMIT, LIMIT, 3, SETTINGS.restartWindow()));
        var waiting = async(() -> {
            send("a", 5);
            return "sent";
        });
        var call = async(() -> bus.sendSync("a", message("call"), Duration.ofMinutes(1)));
        BusState state = bus.handOver();
        assertFails(BusError.BUS_REPLACED, () -> result(waiting));
        assertFails(BusError.BUS_REPLACED, () -> result(call));
        assertFails(BusError.BUS_REPLACED, () -> send("a", 6));
        assertFails(BusError.BUS_REPLACED, () -> bus.sendToGroup("group", message(7)));
        assertThat(contents(box(state, "a"))).isEqualTo(List.of(1, 2, 3, 4));
    }

    @Test
    void aRequestWhoseCallerWasToldIsDroppedAndCounted() throws Exception {
        start("a", receiver());
        park("a");
        send("a", 1);
        var call = async(() -> bus.sendSync("a", message("call"), Duration.ofMinutes(1)));
        awaitDepth("a", 2);
        send("a", 3);
        BusState state = bus.handOver();
        assertFails(BusError.BUS_REPLACED, () -> result(call));
        assertThat(contents(box(state, "a"))).isEqualTo(List.of(1, 3));
        assertThat(box(state, "a").counts().dropped()).isEqualTo(1);
    }

    @Test
    void aStragglerOfAStoppedModuleIsToldToStop() throws Exception {
        AtomicReference<ModuleContext> old = new AtomicReference<>();
        start("a", context -> {
            old.set(context);
            context.receive();
        });
        start("b", receiver());
        send("a", "x");
        await("a", State.FINISHED);
        park("a");
        park("b");
        old.get().send("b", message("goodbye"));
        BusState state = bus.handOver();
        assertThat(contents(box(state, "b"))).isEqualTo(List.of("goodbye"));
        assertThatThrownBy(() -> old.get().send("b", message("too late"))).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> old.get().sendToGroup("group", message("too late")))
                .isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> old.get().sendSync("b", message("too late"), LIMIT))
                .isInstanceOf(InterruptedException.class);
        assertThat(old.get().respond(message("answer").withParentId("p"))).isFalse();
    }

    @Test
    void statesAndCountsGoOn() throws Exception {
        start("gone", receiver());
        stop("gone");
        start("busy", receiver());
        send("busy", 1, 2);
        assertThat(List.of(next(), next())).isEqualTo(List.of(1, 2));
        bus.respond(message("late").withParentId("nobody"));
        bus.expect("early", "group");
        next.takeOver(bus.handOver());
        assertThat(next.findModule("gone").orElseThrow().state()).isEqualTo(State.STOPPED);
        assertFails(BusError.UNKNOWN_MODULE, () -> next.send("gone", message(1)));
        assertThat(next.findModule("early").orElseThrow().state()).isEqualTo(State.EXPECTED);
        assertThat(next.findModule("busy").orElseThrow().state()).isEqualTo(State.PARKED);
        assertThat(next.findModule("busy").orElseThrow().group()).isEqualTo("group");
        assertThat(next.findModule("busy").orElseThrow().received()).isEqualTo(2);
        assertThat(next.lateAnswers()).isEqualTo(1);
    }

    @Test
    void moreThanTheMailboxHoldsIsTakenOverAndSendersWait() throws Exception {
        bus.expect("a", "group");
        for (int i = 0; i < 8; i++) {
            bus.sendToGroup("group", message(i));
        }
        next.takeOver(bus.handOver());
        assertFails(BusError.MAILBOX_FULL, () -> next.send("a", message("does not fit")));
        startLater("a", receiver());
        List<Object> came = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            came.add(next());
        }
        assertThat(came).isEqualTo(IntStream.range(0, 8).boxed().toList());
    }

    @Test
    void aModuleWhoseFormerThreadGoesOnStaysInQuarantine() throws Exception {
        CountDownLatch stubborn = new CountDownLatch(1);
        start("a", context -> {
            seen.add("runs");
            while (stubborn.getCount() > 0) {
                try {
                    stubborn.await();
                } catch (InterruptedException e) {
                    seen.add("interrupted");
                }
            }
        });
        assertThat(next()).isEqualTo("runs");
        BusState state = bus.handOver();
        assertThat(box(state, "a").state()).isEqualTo(State.QUARANTINED);
        next.takeOver(state);
        startLater("a", receiver());
        assertThat(next.findModule("a").orElseThrow().state()).isEqualTo(State.QUARANTINED);
        stubborn.countDown();
        box(state, "a").stuck().getFirst().join();
        next.restart("a");
        next.send("a", message("again"));
        assertThat(next()).isEqualTo("interrupted");
        assertThat(next()).isEqualTo("again");
    }
}
