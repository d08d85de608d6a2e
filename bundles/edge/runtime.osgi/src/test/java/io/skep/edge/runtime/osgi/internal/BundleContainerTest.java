package io.skep.edge.runtime.osgi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.osgi.internal.PodSettings.Exit;
import io.skep.edge.runtime.osgi.internal.PodSettings.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BundleContainerTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Exit EXIT = new Exit(0, "Completed", "", Instant.EPOCH);

    private static BundleContainer container(Optional<Exit> exit) {
        Memory memory = new Memory("default", "p", "bundle:b", "b@sha256:0", 0, "/dev/null", Instant.EPOCH, exit);
        return new BundleContainer(new PodLocation("u1", "c"), memory, null, Optional.empty());
    }

    @Test
    void isNotForgottenBeforeWhatItsEndBringsIsDone() throws Exception {
        BundleContainer container = container(Optional.empty());
        CountDownLatch forgotten = new CountDownLatch(1);
        assertThat(container.exited(EXIT)).isTrue();
        Thread forgetting = Thread.ofVirtual().start(() -> {
            try {
                container.awaitSettled(LONG);
                forgotten.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (forgetting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(forgotten.getCount()).isOne();

        container.settled();

        assertThat(forgotten.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotWaitForOneThatHasNotEnded() throws Exception {
        BundleContainer container = container(Optional.empty());

        container.awaitSettled(LONG);

        assertThat(container.phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void doesNotWaitForOneThatEndedUnderAPredecessor() throws Exception {
        BundleContainer container = container(Optional.of(EXIT));

        container.awaitSettled(LONG);

        assertThat(container.phase()).isEqualTo(Phase.EXITED);
    }

    @Test
    void givesUpOnABundleThatDoesNotStop() throws Exception {
        BundleContainer container = container(Optional.empty());
        container.exited(EXIT);

        container.awaitSettled(Duration.ofMillis(1));

        assertThat(container.exited(EXIT)).as("it has ended all the same").isFalse();
    }
}
