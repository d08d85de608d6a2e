package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class OfferedMetricsTest {

    private final OfferedMetrics offered = new OfferedMetrics();

    private String text() {
        return TextFormat.PROMETHEUS.write(offered.families());
    }

    private static Map<String, Object> named(String name) {
        return Map.of(OfferedMetrics.NAME, name);
    }

    @Test
    void tellsWhatOtherBundlesOfferUntilTheyTakeItBack() {
        LongSupplier nodes = () -> 12;
        offered.add(
                nodes,
                Map.of(OfferedMetrics.NAME, "nodes", OfferedMetrics.HELP, "Nodes.", OfferedMetrics.TYPE, "gauge"));
        offered.add(() -> 3, Map.of(OfferedMetrics.NAME, "cuts", OfferedMetrics.TYPE, "counter"));
        assertThat(text())
                .contains("# HELP nodes Nodes.\n# TYPE nodes gauge\nnodes 12\n")
                .contains("# TYPE cuts_total counter\ncuts_total 3\n");
        offered.remove(nodes);
        assertThat(text()).doesNotContain("nodes");
    }

    @Test
    void leavesOutWhatFailsAndWhatHasNoName() {
        offered.add(() -> 1, named("good"));
        offered.add(() -> 1, named("not good"));
        offered.add(
                () -> {
                    throw new IllegalStateException("closed");
                },
                named("failing"));
        assertThat(text()).contains("good 1\n").doesNotContain("not good", "failing");
    }

    @Test
    void tellsANameOnceWhileTwoBundlesOfferIt() {
        offered.add(() -> 5, named("nodes"));
        offered.add(() -> 5, named("nodes"));
        assertThat(text()).containsOnlyOnce("nodes 5").containsOnlyOnce("# TYPE nodes");
    }
}
