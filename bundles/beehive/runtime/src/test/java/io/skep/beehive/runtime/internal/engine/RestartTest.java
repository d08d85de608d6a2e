package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Module;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RestartTest extends BusFixture {

    private static Module failing() {
        return context -> {
            context.receive();
            throw new IllegalStateException("out of\norder");
        };
    }

    @Test
    void aModuleThatFailsIsRestartedAndTheFailureIsShown() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        start("a", context -> {
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("once");
            }
            receiver().run(context);
        });
        send("a", 1);
        assertThat(next()).isEqualTo(1);
        assertThat(info("a").state()).isEqualTo(State.RUNNING);
        assertThat(info("a").restarts()).isEqualTo(1);
        assertThat(info("a").lastError()).isEqualTo("IllegalStateException: once");
    }

    @Test
    void aModuleThatFailsTooOftenIsQuarantinedAndItsMailboxWaits() throws Exception {
        start("a", failing());
        send("a", "poison");
        await("a", State.QUARANTINED);
        assertThat(info("a").restarts()).isEqualTo(SETTINGS.restartBudget());
        assertThat(info("a").lastError()).isEqualTo("IllegalStateException: out of order");
        assertThat(info("a").depth()).isEqualTo(1);
        assertThat(info("a").since()).isEqualTo(clock.instant());
    }

    @Test
    void aQuarantinedModuleIsRestartedByHandWithAFreshBudget() throws Exception {
        AtomicBoolean repaired = new AtomicBoolean();
        start("a", context -> (repaired.get() ? receiver() : failing()).run(context));
        send("a", "waits");
        await("a", State.QUARANTINED);
        repaired.set(true);
        bus.restart("a");
        assertThat(next()).isEqualTo("waits");
        assertThat(info("a").state()).isEqualTo(State.RUNNING);
    }

    @Test
    void aNewVersionLeavesTheQuarantine() throws Exception {
        start("a", failing());
        send("a", "waits");
        await("a", State.QUARANTINED);
        park("a");
        start("a", receiver());
        assertThat(next()).isEqualTo("waits");
    }

    @Test
    void failuresOutsideOfTheWindowAreForgotten() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        start("a", context -> {
            context.receive();
            clock.advance(SETTINGS.restartWindow().plusSeconds(1));
            if (runs.incrementAndGet() < 20) {
                throw new IllegalStateException("now and then");
            }
            seen.add("done");
        });
        send("a", 1);
        assertThat(next()).isEqualTo("done");
        assertThat(info("a").restarts()).isEqualTo(19);
    }

    @Test
    void aModuleInBackoffIsStoppedAtOnce() {
        bus.settings(new BusSettings(
                4, LIMIT, LIMIT, LIMIT, Duration.ofMinutes(1), Duration.ofMinutes(1), 5, Duration.ofMinutes(1)));
        start("a", context -> {
            throw new IllegalStateException("at once");
        });
        await("a", State.BACKOFF);
        park("a");
        assertThat(info("a").state()).isEqualTo(State.PARKED);
    }

    @Test
    void aForkedThreadThatThrowsFailsTheModule() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        start("a", context -> {
            context.fork("worker", () -> {
                if (failed.compareAndSet(false, true)) {
                    throw new IllegalStateException("in a fork");
                }
            });
            receiver().run(context);
        });
        send("a", 1);
        assertThat(next()).isEqualTo(1);
        io.skep.beehive.testkit.Await.until("restarted", () -> info("a").restarts() == 1);
        assertThat(info("a").lastError()).isEqualTo("IllegalStateException: in a fork");
    }

    @Test
    void aForkedFailureInterruptsAModuleThatDoesNotListen() {
        AtomicBoolean failed = new AtomicBoolean();
        start("a", context -> {
            context.fork("worker", () -> {
                if (failed.compareAndSet(false, true)) {
                    throw new IllegalStateException("in a fork");
                }
            });
            new CountDownLatch(1).await();
        });
        io.skep.beehive.testkit.Await.until("restarted", () -> info("a").restarts() == 1);
    }

    @Test
    void errorsOfTheVirtualMachineAreFailuresToo() {
        start("a", context -> {
            throw new NoClassDefFoundError("com/example/Gone");
        });
        await("a", State.QUARANTINED);
        assertThat(info("a").lastError()).isEqualTo("NoClassDefFoundError: com/example/Gone");
    }

    @Test
    void aModuleThatCannotBeCreatedIsQuarantinedUntilItsInstanceComes() throws Exception {
        AtomicBoolean repaired = new AtomicBoolean();
        ModuleService service = new ModuleService("a", "g", "broken 1.0.0", () -> {
            if (!repaired.get()) {
                throw new IllegalStateException("no broker");
            }
            return receiver();
        });
        bus.attach(service);
        assertThat(info("a").state()).isEqualTo(State.QUARANTINED);
        assertThat(info("a").lastError())
                .isEqualTo(
                        "SKEP-205 Module a of bundle broken 1.0.0 could not be created: no broker. Remove the cause that it names; "
                                + "beehive:restart tries the module again.");
        send("a", 1);
        repaired.set(true);
        bus.restart("a");
        assertThat(next()).isEqualTo(1);
        bus.stop(service);
    }

    @Test
    void aServiceWithoutAnInstanceIsNoModule() {
        ModuleService service = new ModuleService("a", "g", "empty 1.0.0", () -> null);
        bus.attach(service);
        assertThat(info("a").lastError()).contains("could not be created");
        bus.stop(service);
    }

    @Test
    void aParkedModuleCannotBeRestarted() {
        start("a", receiver());
        park("a");
        assertFails(BusError.NOT_RUNNING, () -> bus.restart("a"));
    }

    @Test
    void theBackoffDoublesUpToItsLongest() {
        assertThat(BusSettings.DEFAULT.backoff(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(BusSettings.DEFAULT.backoff(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(BusSettings.DEFAULT.backoff(5)).isEqualTo(Duration.ofSeconds(16));
        assertThat(BusSettings.DEFAULT.backoff(6)).isEqualTo(Duration.ofSeconds(30));
        assertThat(BusSettings.DEFAULT.backoff(1000)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aFailureIsOneBoundedLine() {
        assertThat(Failure.line(new RuntimeException())).isEqualTo("RuntimeException");
        assertThat(Failure.line(new RuntimeException("x".repeat(1000))))
                .hasSize(400)
                .endsWith("...");
        assertThat(Failure.line(new BusException(BusError.TIMEOUT, "Too late.")))
                .isEqualTo("SKEP-204 Too late. See beehive:stats for the module's mailbox and restarts.");
        assertThat(Failure.sentence(new RuntimeException("a\n b"))).isEqualTo("a b");
        assertThat(Failure.sentence(new RuntimeException())).isEqualTo("RuntimeException");
    }
}
