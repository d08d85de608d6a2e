package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.soak.SoakState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every module is stopped, updated and started while ConfigMaps change and pods come and go without a pause: nothing is lost and nobody else notices.
 * The system property {@code skep.traffic.rounds} sets how often; what was measured is in {@code figures.txt} of the cluster's folder.
 */
class TrafficSwapIT {

    private static final int ROUNDS = Integer.getInteger("skep.traffic.rounds", 2);
    private static final String READY = "{.status.conditions[?(@.type==\"Ready\")]['status','lastTransitionTime']}";

    private static final Map<String, List<String>> HOT = HotBundles.byContainer();
    private static final Map<String, List<String>> REFRESHED = new LinkedHashMap<>();

    static {
        REFRESHED.put(
                "cloud",
                List.of(
                        "io.skep.beehive.runtime",
                        "io.skep.cloud.kube",
                        "io.skep.common.kubeapi",
                        "io.skep.common.transport",
                        "io.skep.common.http",
                        "io.skep.common.pki",
                        "io.skep.common.net",
                        "io.skep.common.config",
                        "io.skep.common.model",
                        "io.skep.beehive.api"));
        REFRESHED.put(
                "edge-1",
                List.of(
                        "io.skep.beehive.runtime",
                        "io.skep.edge.store",
                        "io.skep.edge.runtime",
                        "io.skep.lib.grpc",
                        "io.skep.common.transport",
                        "io.skep.common.http",
                        "io.skep.common.pki",
                        "io.skep.common.net",
                        "io.skep.common.config",
                        "io.skep.common.model",
                        "io.skep.beehive.api"));
    }

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("traffic", 3_000, 1);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void losesNothingAndDisturbsNobody() throws IOException {
        Optional<SteadyContainer> steady =
                Needs.canRunContainers() ? Optional.of(SteadyContainer.start(cluster)) : Optional.empty();
        int rounds;
        try (Traffic traffic = new Traffic(cluster).prepare().write();
                Churn churn = new Churn(cluster)) {
            String bundle = podBundle();
            String startedAt = podStarted();
            String ready = cluster.value("node", "edge-1", READY);
            assertThat(ready).startsWith("True ");
            Swaps swaps = new Swaps(cluster, traffic);
            SoakState state = SoakState.open(Cluster.ROOT.resolve("itests/target/soak"), "traffic", ROUNDS, 0);
            rounds = ROUNDS - state.next();
            while (!state.isDone()) {
                long begun = System.nanoTime();
                HOT.forEach((container, modules) -> {
                    swaps.swap(container, "io.skep.beehive.runtime");
                    modules.forEach(module -> swaps.swap(container, module));
                });
                REFRESHED.forEach((container, modules) -> modules.forEach(module -> swaps.refresh(container, module)));
                steady.ifPresent(container -> container.check("a round of swaps and refreshes"));
                state.finished((System.nanoTime() - begun) / 1_000_000);
            }
            churn.finish();
            Duration settled = traffic.settle(Duration.ofSeconds(60));
            write(traffic, churn, settled, swaps.figures());
            assertThat(churn.failures()).as("pods that came and went").isEmpty();
            assertThat(churn.lives()).isGreaterThan(rounds);
            assertThat(podBundle()).as("the pod's bundle").isEqualTo(bundle);
            assertThat(podStarted()).as("the pod was not started again").isEqualTo(startedAt);
            assertThat(cluster.value("pod", Traffic.POD, "{.status.containerStatuses[0].restartCount}"))
                    .isEqualTo("0");
            assertThat(cluster.value("pod", Traffic.POD, "{.status.phase}")).isEqualTo("Running");
            assertThat(cluster.value("node", "edge-1", READY))
                    .as("Ready has never changed")
                    .isEqualTo(ready);
            steady.ifPresent(SteadyContainer::checkStatus);
        }
        Await.until(
                "the outbox is empty",
                Duration.ofSeconds(30),
                () -> cluster.shell("edge-1", "edgehub:status").ok().out(),
                text -> Pattern.compile("(?m)^\\s*outbox\\s+0\\s*$")
                        .matcher(text)
                        .find());
        for (String container : HOT.keySet()) {
            assertThat(cluster.shell(container, "lb io.skep").ok().out().lines())
                    .filteredOn(line -> line.contains("io.skep."))
                    .as("bundles of %s", container)
                    .isNotEmpty()
                    .allMatch(line -> line.contains("Active") || line.contains("Resolved"));
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
        REFRESHED.forEach((container, bundles) -> checkAnnounced(container, rounds * bundles.size()));
    }

    private static void checkAnnounced(String container, int refreshes) {
        assertThat(cluster.logLines(line -> line.contains("bundles are stopped, wired anew and started again")))
                .filteredOn(line -> line.startsWith(container + ": "))
                .as("announced refreshes of %s", container)
                .hasSize(refreshes);
        assertThat(cluster.logLines(line -> line.contains("bundles were wired anew: refresh " + refreshes + " since")))
                .as("counted refreshes of %s", container)
                .anyMatch(line -> line.startsWith(container + ": "));
    }

    /** The last acknowledgements come while nobody can record them, and no later write hides that. */
    @Test
    void anApiThatIsAwayForSecondsLeavesNoRecordBehind() {
        try (Traffic traffic = new Traffic(cluster).prepare().write()) {
            traffic.awaitMore(50);
            cluster.shell("cloud", "stop io.skep.cloud.apiserver").ok();
            traffic.stopAfterRefused(150);
            cluster.shell("cloud", "start io.skep.cloud.apiserver").ok();
            traffic.settle(Duration.ofSeconds(60));
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    private static void write(Traffic traffic, Churn churn, Duration settled, List<String> swaps) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("writes: " + traffic.written() + ", failed while the API was swapped: " + traffic.refused());
        lines.add("settled after the last write: " + settled.toMillis() + " ms");
        lines.add("pods that came and went: " + churn.lives() + ", slowest step "
                + churn.slowest().toMillis() + " ms");
        lines.addAll(swaps);
        Files.write(cluster.folder().resolve("figures.txt"), lines);
    }

    private static String podBundle() {
        Matcher line = Pattern.compile("(?m)^.*io\\.skep\\.demo\\.hello.*$")
                .matcher(cluster.shell("edge-1", "lb").ok().out());
        assertThat(line.find()).as("the pod's bundle is installed").isTrue();
        return line.group().strip().replaceAll(" +", " ");
    }

    private static String podStarted() {
        return cluster.value("pod", Traffic.POD, "{.status.containerStatuses[0].state.running.startedAt}");
    }
}
