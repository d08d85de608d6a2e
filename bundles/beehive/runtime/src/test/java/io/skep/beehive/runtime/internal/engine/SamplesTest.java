package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Bus.Timing;
import io.skep.beehive.testkit.Await;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SamplesTest extends BusFixture {

    @Test
    void percentilesAreThoseOfTheLastTimes() {
        Samples samples = new Samples();
        assertThat(samples.timing()).isEqualTo(Timing.NONE);
        samples.add(7);
        assertThat(samples.timing()).isEqualTo(new Timing(1, 7, 7, 7, 7));
        samples.add(1_000_000);
        for (int i = 1; i <= 256; i++) {
            samples.add(i);
        }
        Timing timing = samples.timing();
        assertThat(timing.samples()).isEqualTo(258);
        assertThat(timing.p50Nanos()).isEqualTo(128);
        assertThat(timing.p99Nanos()).isEqualTo(253);
        assertThat(timing.maxNanos()).isEqualTo(1_000_000);
    }

    @Test
    void aModulesTimesAndTheMessageInItsHandsAreShown() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        start("a", context -> {
            seen.add(context.receive().content());
            goOn.await();
            seen.add(context.receive().content());
            context.receive();
        });
        send("a", 1);
        next();
        assertThat(info("a").busy()).isPositive();
        assertThat(info("a").trouble()).isEmpty();
        goOn.countDown();
        send("a", 2);
        next();
        Await.until("times", () -> info("a").handling().samples() > 0);
        assertThat(info("a").waited().samples()).isPositive();
    }

    @Test
    void whoWaitsForRoomIsNamed() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        start("slow", context -> {
            goOn.await();
            while (true) {
                context.receive();
            }
        });
        start("b", context -> {
            for (int i = 0; i < 10; i++) {
                context.send("slow", message(i));
            }
        });
        Await.until("b waits", () -> info("slow").waitingSenders().equals(List.of("b")));
        FutureTask<Object> outside = async(() -> {
            bus.send("slow", message("x"));
            return "sent";
        });
        Await.until("both wait", () -> info("slow").waitingSenders().equals(List.of("(outside)", "b")));
        assertThat(info("slow").trouble()).isEqualTo("its mailbox is full, and (outside), b wait for room");
        goOn.countDown();
        assertThat(result(outside)).isEqualTo("sent");
        Await.until("nobody waits", () -> info("slow").waitingSenders().isEmpty());
    }

    @Test
    void aSenderGetsInWithoutTheModulesNextLook() throws Exception {
        bus.settings(new BusSettings(
                8,
                Await.DEADLINE,
                LIMIT,
                LIMIT.multipliedBy(2),
                SETTINGS.firstBackoff(),
                SETTINGS.maxBackoff(),
                3,
                SETTINGS.restartWindow()));
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        start("a", context -> {
            goOn.await();
            context.receive();
            context.receive();
            never.await();
        });
        send("a", 1, 2, 3, 4, 5, 6, 7, 8);
        List<FutureTask<Object>> senders = List.of(async(() -> sent(9)), async(() -> sent(10)));
        Await.until("they wait", () -> !info("a").waitingSenders().isEmpty());
        goOn.countDown();
        for (FutureTask<Object> sender : senders) {
            assertThat(result(sender)).isEqualTo("sent");
        }
        never.countDown();
    }

    private Object sent(Object content) throws InterruptedException {
        bus.send("a", message(content));
        return "sent";
    }

    @Test
    void aModuleMayBeParkedAndQuarantinedByHand() throws Exception {
        start("a", receiver());
        bus.park("a");
        send("a", 1);
        assertThat(info("a").state()).isEqualTo(State.PARKED);
        assertThat(info("a").depth()).isEqualTo(1);
        assertThat(info("a").trouble()).isEqualTo("is parked");
        bus.quarantine("a", "it does harm");
        assertThat(info("a").state()).isEqualTo(State.QUARANTINED);
        assertThat(info("a").trouble()).isEqualTo("it does harm");
        bus.restart("a");
        assertThat(next()).isEqualTo(1);
        assertThat(info("a").state()).isEqualTo(State.RUNNING);
    }
}
