package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.SteadyClock;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlinesTest {

    private final MovableClock clock = new MovableClock();
    private final Deadlines deadlines = new Deadlines(clock);
    private final List<String> woken = new ArrayList<>();

    private Deadlines.Sleeper sleeper(String name) {
        return () -> woken.add(name);
    }

    private Instant in(int seconds) {
        return clock.instant().plusSeconds(seconds);
    }

    private void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        deadlines.fire();
    }

    @Test
    void wakesEachOnceAtItsEarliestMoment() {
        Deadlines.Sleeper a = sleeper("a");
        deadlines.schedule(a, in(5));
        deadlines.schedule(a, in(2));
        deadlines.schedule(a, in(9));
        deadlines.schedule(sleeper("b"), in(3));

        advance(1);
        assertThat(woken).isEmpty();
        advance(2);
        assertThat(woken).containsExactly("a", "b");
        advance(20);
        assertThat(woken).containsExactly("a", "b");
    }

    @Test
    void whoWasWokenMayNameTheNextMoment() {
        Deadlines.Sleeper a = sleeper("a");
        deadlines.schedule(a, in(2));
        advance(2);
        deadlines.schedule(a, in(5));

        advance(4);
        assertThat(woken).hasSize(1);
        advance(1);
        assertThat(woken).hasSize(2);
    }

    @Test
    void whoIsGoneIsNotWoken() {
        Deadlines.Sleeper a = sleeper("a");
        deadlines.schedule(a, in(2));

        deadlines.forget(a);

        advance(10);
        assertThat(woken).isEmpty();
    }

    @Test
    void watchSleepsUntilTheNextMomentAlsoWhenAnEarlierOneIsNamedLater() throws InterruptedException {
        Deadlines real = new Deadlines(new SteadyClock());
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch soon = new CountDownLatch(1);
        real.schedule(late::countDown, new SteadyClock().instant().plusSeconds(3600));
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                real.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Await.until("the watch sleeps", () -> watch.getState() == Thread.State.TIMED_WAITING);

        real.schedule(soon::countDown, new SteadyClock().instant().plusMillis(20));

        assertThat(soon.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(late.getCount()).isEqualTo(1);
        watch.interrupt();
        watch.join();
    }
}
