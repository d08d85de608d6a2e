package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdmissionsTest {

    private final MovableClock clock = new MovableClock();
    private final Admissions admissions = new Admissions(2, clock, new Random(1));

    private CompletableFuture<Optional<Duration>> enter(String node) {
        CompletableFuture<Optional<Duration>> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(admissions.enter(node));
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Test
    void nextOneComesInWhenOneHasItsSession() throws Exception {
        assertThat(admissions.enter("a")).isEmpty();
        assertThat(admissions.enter("b")).isEmpty();
        CompletableFuture<Optional<Duration>> third = enter("c");
        Await.until("it waits", () -> admissions.queue() == 3);

        admissions.entered("a");

        assertThat(third.get()).isEmpty();
        assertThat(admissions.queue()).isEqualTo(2);
    }

    @Test
    void surplusIsToldToComeAgainAtSpreadTimes() throws Exception {
        admissions.enter("a");
        admissions.enter("b");
        enter("c");
        enter("d");
        Await.until("as many wait as may", () -> admissions.queue() == 4);
        List<Duration> answers = new ArrayList<>();

        for (int i = 0; i < 60; i++) {
            answers.add(admissions.enter("more-" + i).orElseThrow());
        }

        assertThat(answers).allMatch(time -> !time.isZero() && time.compareTo(Duration.ofSeconds(30)) <= 0);
        assertThat(answers.stream().distinct().count()).isGreaterThan(50);
        assertThat(answers).anyMatch(time -> time.compareTo(Duration.ofSeconds(10)) > 0);
    }

    @Test
    void nodeThatComesAgainNeedsNoSecondPlace() throws Exception {
        admissions.enter("a");
        admissions.enter("b");

        assertThat(admissions.enter("a")).isEmpty();
        assertThat(admissions.queue()).isEqualTo(2);
    }

    @Test
    void handshakeThatNeverEndedMakesRoom() throws Exception {
        admissions.enter("a");
        admissions.enter("b");

        clock.advance(Duration.ofSeconds(11));

        assertThat(admissions.enter("c")).isEmpty();
    }
}
