package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedialTest {

    private final Redial redial = new Redial(new Random(1));

    @Test
    void probesAnUnreachableCloudQuicklyThenEverySecond() {
        for (int i = 0; i < 25; i++) {
            assertThat(redial.unreachable()).isEqualTo(Duration.ofMillis(200));
        }
        assertThat(redial.unreachable()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void leavesARefusingCloudAloneAtRandomUpToHalfAMinute() {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            Duration wait = redial.refused();
            assertThat(wait).isBetween(Duration.ZERO, Redial.LONGEST);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(20));
        assertThat(redial.unreachable()).isEqualTo(Redial.PROBE);
        assertThat(redial.refused()).isLessThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void dialsAtOnceAfterALinkThatWasGood() {
        assertThat(redial.lost(Duration.ofMinutes(5))).isZero();
        assertThat(redial.lost(Duration.ofSeconds(1))).isLessThanOrEqualTo(Duration.ofMillis(400));
    }
}
