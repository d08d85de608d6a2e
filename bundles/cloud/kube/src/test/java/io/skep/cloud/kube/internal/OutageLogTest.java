package io.skep.cloud.kube.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageLogTest {

    private static final String WHY = "SKEP-601 no answer.";

    private final List<String> lines = new ArrayList<>();
    private long now = 7;
    private final OutageLog log = new OutageLog(() -> now, lines::add, lines::add);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void tellsAnOutageAndItsEndOnceForAllInformers() {
        log.failed("pods", WHY, false);
        log.failed("nodes", WHY, false);
        assertThat(lines).isEmpty();
        pass(OutageLog.UNTOLD);
        log.failed("pods", WHY, false);
        log.failed("nodes", WHY, false);
        assertThat(lines).containsExactly("the Kubernetes API cannot be watched now, trying again: " + WHY);

        log.recovered("pods");
        assertThat(lines).hasSize(1);
        log.recovered("nodes");
        assertThat(lines).hasSize(2).last().isEqualTo("the Kubernetes API is watched again");
    }

    @Test
    void saysNothingOfAShortOutage() {
        log.failed("pods", WHY, false);
        pass(OutageLog.UNTOLD.minusMillis(1));
        log.failed("pods", WHY, false);
        log.recovered("pods");
        pass(OutageLog.UNTOLD);
        log.failed("pods", WHY, false);
        assertThat(lines).isEmpty();
    }

    @Test
    void givesTheEmbeddedApiTimeToWriteItsFirstKubeconfig() {
        log.failed("pods", WHY, true);
        pass(OutageLog.FIRST_KUBECONFIG.minusMillis(1));
        log.failed("pods", WHY, true);
        assertThat(lines).isEmpty();
        pass(Duration.ofMillis(1));
        log.failed("pods", WHY, true);
        assertThat(lines).hasSize(1);
    }
}
