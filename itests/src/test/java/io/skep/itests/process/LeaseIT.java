package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node whose lease stops becomes Unknown and unreachable, and comes back with its pods untouched: what the swap tests would see if a swap did that. */
class LeaseIT {

    private static final String READY = "{.status.conditions[?(@.type==\"Ready\")].status}";
    private static final String TAINTS = "{.spec.taints[*].key}";
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("lease", 3_100, 1);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void signal(String signal, long pid) {
        Command.of("kill", "-" + signal, Long.toString(pid)).run().ok();
    }

    @Test
    void noticesAnEdgeThatStandsStillAndItsReturn() {
        cluster.kubectl(
                        "apply",
                        "-f",
                        Cluster.ROOT.resolve("config/demo/hello.yaml").toString())
                .ok();
        cluster.awaitValue("pod", "hello", "{.status.phase}", "Running");
        String startedAt = started();
        long edge = cluster.pid("edge-1");

        long stopped = System.nanoTime();
        signal("STOP", edge);
        try {
            awaitNode("Unknown and unreachable", READY, "Unknown"::equals);
            awaitNode("the taint", TAINTS, taints -> taints.contains(UNREACHABLE));
        } finally {
            signal("CONT", edge);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - stopped))
                .as("not before the lease is 40 s old; it may have been renewed up to 10 s before the stop")
                .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(70));

        awaitNode("Ready again", READY, "True"::equals);
        awaitNode("without the taint", TAINTS, taints -> !taints.contains(UNREACHABLE));
        cluster.awaitValue("pod", "hello", "{.status.conditions[?(@.type==\"Ready\")].status}", "True");
        assertThat(cluster.value("pod", "hello", "{.status.phase}")).isEqualTo("Running");
        assertThat(cluster.value("pod", "hello", "{.status.containerStatuses[0].restartCount}"))
                .isEqualTo("0");
        assertThat(started()).isEqualTo(startedAt);
        assertThat(cluster.pid("edge-1")).isEqualTo(edge);
    }

    private static void awaitNode(String what, String jsonPath, Predicate<String> reached) {
        Await.until(what, Duration.ofSeconds(70), () -> cluster.value("node", "edge-1", jsonPath), reached);
    }

    private static String started() {
        return cluster.value("pod", "hello", "{.status.containerStatuses[0].state.running.startedAt}");
    }
}
