package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ParkTest extends BusFixture {

    @Test
    void aParkedMailboxWaitsForTheNextModuleOfItsName() throws Exception {
        start("a", receiver());
        park("a");
        assertThat(info("a").state()).isEqualTo(State.PARKED);
        assertThat(info("a").bundle()).isEmpty();
        send("a", 1, 2, 3);
        start("a", receiver());
        assertThat(next()).isEqualTo(1);
        assertThat(next()).isEqualTo(2);
        assertThat(next()).isEqualTo(3);
        assertThat(info("a").bundle()).isEqualTo("bundle-of-a 1.0.0");
    }

    @Test
    void aFullParkedMailboxHoldsTheSenderUpToTheLimitThenThrows() throws Exception {
        start("a", receiver());
        park("a");
        send("a", 1, 2, 3, 4);
        long begin = System.nanoTime();
        assertFails(BusError.MAILBOX_FULL, () -> send("a", 5));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(LIMIT);
        assertThat(info("a").depth()).isEqualTo(4);
    }

    @Test
    void aSenderThatWaitsAtAParkedMailboxGoesOnWhenTheModuleIsBack() throws Exception {
        bus.settings(new BusSettings(
                1,
                Duration.ofMinutes(1),
                SETTINGS.interruptAfter(),
                SETTINGS.abandonAfter(),
                SETTINGS.firstBackoff(),
                SETTINGS.maxBackoff(),
                3,
                SETTINGS.restartWindow()));
        start("a", receiver());
        park("a");
        send("a", 1);
        var sender = async(() -> {
            send("a", 2, 3);
            return "sent";
        });
        start("a", receiver());
        assertThat(next()).isEqualTo(1);
        assertThat(next()).isEqualTo(2);
        assertThat(next()).isEqualTo(3);
        assertThat(result(sender)).isEqualTo("sent");
    }

    @Test
    void aFullMailboxOfARunningModuleHoldsTheSenderWithoutLimit() throws Exception {
        var gate = new CountDownLatch(1);
        start("a", context -> {
            gate.await();
            receiver().run(context);
        });
        var sender = async(() -> {
            send("a", 1, 2, 3, 4, 5, 6);
            return "sent";
        });
        awaitDepth("a", 4);
        bus.expect("full", "x");
        send("full", 1, 2, 3, 4);
        assertFails(BusError.MAILBOX_FULL, () -> send("full", "is refused after the limit"));
        assertThat(sender.isDone()).isFalse();
        gate.countDown();
        assertThat(result(sender)).isEqualTo("sent");
    }

    @Test
    void aStoppedModuleTurnsSendersAwayAndDropsItsMailbox() throws Exception {
        start("a", context -> new CountDownLatch(1).await());
        send("a", 1, 2, 3, 4);
        var waiting = async(() -> {
            send("a", 5);
            return "sent";
        });
        stop("a");
        assertFails(BusError.UNKNOWN_MODULE, () -> result(waiting));
        assertFails(BusError.UNKNOWN_MODULE, () -> send("a", 6));
        assertFails(BusError.UNKNOWN_GROUP, () -> bus.sendToGroup("group", message(1)));
        assertThat(info("a").state()).isEqualTo(State.STOPPED);
        assertThat(info("a").depth()).isZero();
        assertThat(info("a").dropped()).isEqualTo(4);
    }

    @Test
    void aStoppedModuleMayComeBack() throws Exception {
        start("a", receiver());
        stop("a");
        start("a", receiver());
        send("a", "back");
        assertThat(next()).isEqualTo("back");
    }

    @Test
    void anUnknownModuleIsRefused() {
        assertFails(BusError.UNKNOWN_MODULE, () -> send("nobody", 1));
        assertFails(BusError.UNKNOWN_GROUP, () -> bus.sendToGroup("nobody", message(1)));
        assertFails(BusError.UNKNOWN_MODULE, () -> bus.restart("nobody"));
        assertThat(bus.findModule("nobody")).isEmpty();
    }

    @Test
    void anExpectedModuleGetsWhatWasSentBeforeItCame() throws Exception {
        bus.expect("a", "early");
        assertThat(info("a").state()).isEqualTo(State.EXPECTED);
        send("a", 1);
        bus.sendToGroup("early", message(2));
        start("a", "early", receiver());
        assertThat(next()).isEqualTo(1);
        assertThat(next()).isEqualTo(2);
    }

    @Test
    void anExpectedModuleThatDoesNotComeIsClosed() throws Exception {
        bus.expect("a", "g");
        bus.expect("b", "g");
        start("b", "g", receiver());
        send("a", 1);
        bus.retireExpected("not enabled");
        assertThat(info("a").state()).isEqualTo(State.STOPPED);
        assertThat(info("b").state()).isEqualTo(State.RUNNING);
        assertFails(BusError.UNKNOWN_MODULE, () -> send("a", 2));
        bus.sendToGroup("g", message("to b alone"));
        assertThat(next()).isEqualTo("to b alone");
    }

    @Test
    void aParkedModuleWhoseBundleIsUninstalledIsClosed() throws Exception {
        start("a", receiver());
        park("a");
        send("a", 1);
        bus.retire("a", "uninstalled");
        assertFails(BusError.UNKNOWN_MODULE, () -> send("a", 2));
        assertThat(info("a").dropped()).isEqualTo(1);
        bus.retire("nobody", "uninstalled");
    }

    @Test
    void aRunningModuleIsNotRetired() throws Exception {
        start("a", receiver());
        bus.retire("a", "uninstalled");
        send("a", 1);
        assertThat(next()).isEqualTo(1);
    }

    @Test
    void ofTwoModulesOfOneNameTheSecondRunsWhenTheFirstHasGone() throws Exception {
        start("a", receiver());
        ModuleService second = new ModuleService("a", "group", "other 1.0.0", this::receiver);
        bus.attach(second);
        assertThat(info("a").bundle()).isEqualTo("bundle-of-a 1.0.0");
        park("a");
        assertThat(info("a").bundle()).isEqualTo("other 1.0.0");
        send("a", 1);
        assertThat(next()).isEqualTo(1);
        bus.park(second);
        Await.until("parked", () -> info("a").state() == State.PARKED);
    }

    @Test
    void aFinishedModuleKeepsItsMailboxUpToTheLimit() throws Exception {
        start("a", context -> seen.add(context.receive().content()));
        send("a", 1);
        assertThat(next()).isEqualTo(1);
        await("a", State.FINISHED);
        assertThat(info("a").depth()).isZero();
        send("a", 2, 3, 4, 5);
        assertFails(BusError.MAILBOX_FULL, () -> send("a", 6));
        bus.restart("a");
        assertThat(next()).isEqualTo(2);
    }
}
