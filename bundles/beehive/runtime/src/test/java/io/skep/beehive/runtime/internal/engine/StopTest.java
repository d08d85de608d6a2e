package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.Await;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StopTest extends BusFixture {

    private volatile ModuleContext current;

    /** Starts a module that ends by this exception alone, and asserts that it was not interrupted for it. */
    private void assertStopsWithoutInterrupt(String name, Work blocking) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Object> end = new AtomicReference<>();
        start(name, context -> {
            current = context;
            begun.countDown();
            try {
                blocking.run();
            } catch (InterruptedException e) {
                end.set(Thread.currentThread().isInterrupted());
                throw e;
            }
        });
        begun.await();
        long start = System.nanoTime();
        park(name);
        assertThat(end.get()).isEqualTo(false);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(info(name).state()).isEqualTo(State.PARKED);
    }

    @Test
    void receiveEndsWithoutAnInterrupt() throws Exception {
        assertStopsWithoutInterrupt("a", () -> current.receive());
    }

    @Test
    void takeEndsWithoutAnInterrupt() throws Exception {
        assertStopsWithoutInterrupt("a", () -> current.take());
    }

    @Test
    void aWaitingSyncCallEndsWithoutAnInterrupt() throws Exception {
        bus.expect("silent", "x");
        assertStopsWithoutInterrupt("a", () -> current.sendSync("silent", message(1), Duration.ofMinutes(1)));
    }

    @Test
    void aWaitingGroupCallEndsWithoutAnInterrupt() throws Exception {
        bus.expect("silent", "x");
        assertStopsWithoutInterrupt("a", () -> current.sendToGroupSync("x", message(1), Duration.ofMinutes(1)));
    }

    @Test
    void aSenderAtAFullMailboxEndsWithoutAnInterrupt() throws Exception {
        start("busy", context -> new CountDownLatch(1).await());
        send("busy", 1, 2, 3, 4);
        assertStopsWithoutInterrupt("a", () -> {
            current.send("busy", message(5));
            return null;
        });
        assertThat(info("busy").depth()).isEqualTo(4);
    }

    @Test
    void aCallAfterTheStopEndsAtOnceAndASendWithRoomStillGoesOut() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        start("other", receiver());
        start("a", context -> {
            try {
                begun.countDown();
                context.receive();
            } catch (InterruptedException e) {
                context.send("other", message("goodbye"));
                try {
                    context.sendSync("other", message("no answer"), Duration.ofMinutes(1));
                } catch (InterruptedException again) {
                    stopped.countDown();
                }
            }
        });
        begun.await();
        park("a");
        assertThat(stopped.getCount()).isZero();
        assertThat(next()).isEqualTo("goodbye");
    }

    @Test
    void aModuleThatDoesNotListenIsInterruptedAfterTheLimit() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        start("a", context -> {
            try {
                begun.countDown();
                new CountDownLatch(1).await();
            } finally {
                interrupted.set(true);
            }
        });
        begun.await();
        long begin = System.nanoTime();
        park("a");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(LIMIT);
        assertThat(interrupted).isTrue();
        assertThat(info("a").state()).isEqualTo(State.PARKED);
    }

    @Test
    void aModuleThatDoesNotComeBackIsAbandonedAndQuarantinedUntilItHasEnded() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        start("a", context -> {
            seen.add(context.receive().content());
            while (!end.get()) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
        });
        send("a", "in hand");
        assertThat(next()).isEqualTo("in hand");
        park("a");
        assertThat(info("a").state()).isEqualTo(State.QUARANTINED);
        assertThat(info("a").lastError()).startsWith("SKEP-206 Module a did not stop: thread a ");
        assertThat(info("a").depth()).isEqualTo(1);

        start("a", receiver());
        assertThat(info("a").state()).isEqualTo(State.QUARANTINED);
        end.set(true);
        Await.until("the old thread has ended", () -> {
            bus.restart("a");
            return info("a").state() == State.RUNNING;
        });
        assertThat(next()).isEqualTo("in hand");
    }

    @Test
    void aRestartOfAModuleThatDoesNotComeBackFails() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        start("a", context -> {
            begun.countDown();
            while (!end.get()) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
        });
        begun.await();
        assertFails(BusError.MODULE_STUCK, () -> bus.restart("a"));
        assertThat(info("a").state()).isEqualTo(State.QUARANTINED);
        end.set(true);
    }

    @Test
    void forkedThreadsAreInterruptedAtOnceAndJoined() throws Exception {
        CountDownLatch forked = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        start("a", context -> {
            context.fork("sleeper", () -> {
                forked.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    ended.set(true);
                }
            });
            context.receive();
        });
        forked.await();
        long begin = System.nanoTime();
        park("a");
        assertThat(ended).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
    }

    @Test
    void aModuleHasFinishedWhenItsForkedThreadsHave() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        start("a", context -> context.fork("worker", goOn::await));
        send("a", 1);
        assertThat(info("a").state()).isEqualTo(State.RUNNING);
        goOn.countDown();
        await("a", State.FINISHED);
    }

    @Test
    void aForkedThreadThatWillNotStopQuarantinesTheModule() {
        AtomicBoolean end = new AtomicBoolean();
        CountDownLatch forked = new CountDownLatch(1);
        start("a", context -> {
            context.fork("stubborn", () -> {
                forked.countDown();
                while (!end.get()) {
                    LockSupport.parkNanos(1_000_000);
                    Thread.interrupted();
                }
            });
            context.receive();
        });
        Await.until("forked", () -> forked.getCount() == 0);
        park("a");
        assertThat(info("a").state()).isEqualTo(State.QUARANTINED);
        end.set(true);
    }

    @Test
    void threadsCarryTheModulesName() throws Exception {
        start("a", context -> {
            seen.add(Thread.currentThread().getName());
            context.fork("b", () -> seen.add(Thread.currentThread().getName()));
        });
        assertThat(Set.of(next(), next())).containsExactlyInAnyOrder("a", "a/b");
    }

    @Test
    void aModuleThatStopsItselfIsNotWaitedFor() {
        start("a", context -> {
            park("a");
            seen.add("parked itself");
        });
        await("a", State.PARKED);
        Await.until("it went on", () -> seen.contains("parked itself"));
    }
}
