package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RedialTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Redial redial = new Redial(new Random(1), nanos::get);

    private Duration refused() {
        return redial.refused(Optional.empty());
    }

    @Test
    void probesAnUnreachableCloudQuicklyThenEverySecond() {
        assertThat(redial.every()).isEqualTo(Redial.PROBE);
        assertThat(redial.unreachable(Duration.ZERO)).isEqualTo(Redial.PROBE);
        nanos.addAndGet(Redial.QUICK.toNanos() - 1);
        assertThat(redial.unreachable(Duration.ofMillis(50))).isEqualTo(Duration.ofMillis(150));
        assertThat(redial.unreachable(Duration.ofSeconds(5))).isZero();
        nanos.addAndGet(1);
        assertThat(redial.every()).isEqualTo(Redial.SLOW_PROBE);
        assertThat(redial.unreachable(Duration.ofMillis(50))).isEqualTo(Duration.ofMillis(950));
        assertThat(redial.lost(Duration.ofMinutes(1), false)).isZero();
        assertThat(redial.every()).isEqualTo(Redial.PROBE);
    }

    @Test
    void leavesARefusingCloudAloneAtRandomUpToHalfAMinute() {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            Duration wait = refused();
            assertThat(wait).isBetween(Duration.ZERO, Redial.LONGEST);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(20));
        assertThat(redial.unreachable(Duration.ZERO)).isEqualTo(Redial.PROBE);
        assertThat(refused()).isLessThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void followsTheAdviceOfTheServerButNotWithAllOthersAndNotForEver() {
        Duration earliest = Redial.LONGEST;
        Duration latest = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            Duration wait = redial.refused(Optional.of(Duration.ofSeconds(10)));
            assertThat(wait).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
            earliest = wait.compareTo(earliest) < 0 ? wait : earliest;
            latest = wait.compareTo(latest) > 0 ? wait : latest;
        }
        assertThat(latest.minus(earliest)).isGreaterThan(Duration.ofSeconds(4));
        assertThat(redial.refused(Optional.of(Duration.ofDays(1))))
                .isBetween(Redial.LONGEST_ADVICE, Redial.LONGEST_ADVICE.multipliedBy(2));
        assertThat(redial.refused(Optional.of(Duration.ZERO))).isLessThanOrEqualTo(Redial.LONGEST);
    }

    @Test
    void dialsAtOnceAfterALinkThatWasGood() {
        assertThat(redial.lost(Duration.ofMinutes(5), false)).isZero();
        assertThat(redial.lost(Duration.ofSeconds(1), false)).isLessThanOrEqualTo(Duration.ofMillis(400));
        assertThat(redial.lost(Redial.GOOD, false)).isZero();
        for (int i = 0; i < 8; i++) {
            refused();
        }
        assertThat(redial.lost(Redial.GOOD, false)).isPositive();
        assertThat(redial.lost(Redial.GOOD.multipliedBy(7), false)).isZero();
    }

    @Test
    void doesNotTakeACutForARefusal() {
        for (int i = 0; i < 50; i++) {
            assertThat(redial.lost(Duration.ofMillis(300), true)).isLessThanOrEqualTo(Redial.PROBE);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(redial.lost(Duration.ofMillis(300), false)).isLessThanOrEqualTo(Duration.ofMillis(1600));
        }
    }
}
