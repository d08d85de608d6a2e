package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HubPauseTest {

    @Test
    void looksOftenInTheFirstSecondsForAnApiThatStartsBesideIt() {
        long millis = IntStream.range(0, 75)
                .mapToLong(look -> Hub.pause(look).toMillis())
                .sum();
        assertThat(millis).isEqualTo(3_000);
    }

    @Test
    void thenLessAndLess() {
        assertThat(IntStream.range(75, 83).mapToObj(Hub::pause))
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(1600),
                        Duration.ofMillis(3200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
        assertThat(Hub.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
    }
}
