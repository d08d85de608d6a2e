package io.skep.edge.edged.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PauseTest {

    private final Pause pause = new Pause();

    @Test
    void endsByItself() throws Exception {
        pause.sleep(Duration.ofMillis(1));
        pause.sleep(Duration.ZERO);
    }

    @Test
    void remembersAWakeThatCameFirst() throws Exception {
        pause.wake();
        pause.wake();
        assertThat(slept().await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch again = slept();
        assertThat(again.await(50, TimeUnit.MILLISECONDS)).isFalse();
        pause.wake();
        assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private CountDownLatch slept() {
        CountDownLatch slept = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
            try {
                pause.sleep(Duration.ofHours(1));
                slept.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return slept;
    }
}
