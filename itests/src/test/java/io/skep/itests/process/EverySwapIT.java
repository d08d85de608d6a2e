package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.soak.Footprint;
import io.skep.itests.soak.SoakState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every hot bundle of cloud and edge is stopped, updated with another build of itself and started, again and again, while a container and a bundle run as
 * pods and numbers flow both ways: no number is lost or out of order, the pods do not notice, and what the processes use is at the end what it was.
 * The system property {@code skep.swap.rounds} sets how often (200 in the long run, which goes on where it was interrupted, with new processes).
 */
class EverySwapIT {

    private static final int ROUNDS = Integer.getInteger("skep.swap.rounds", 20);
    private static final String NAME = "swap";
    private static final Path SOAK = Cluster.ROOT.resolve("itests/target/soak");

    /** How often what the processes hold is looked at on the way. */
    private static final int LOOK = 25;

    /** Until caches are filled (the sessions of TLS live for minutes) and each bundle has a former generation that something may still hold. */
    private static final int WARM_UP = 3 + ROUNDS / 10;

    private static final int MOST_REDELIVERIES = 1;

    /** Holds what waits for a node, and gives all of it back when it stops; what counts is that the edge meets nothing twice. */
    private static final String QUEUEING = "io.skep.cloud.cloudhub";

    private static final int MOST_GROWTH_PERCENT = 5;

    /** A former generation that something still holds goes with a later swap; what leaks grows with each one. */
    private static final int MOST_MORE = 3;

    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final String READY = "{.status.conditions[?(@.type==\"Ready\")]['status','lastTransitionTime']}";

    private static final Map<String, List<String>> HOT = HotBundles.byContainer();

    private static Cluster cluster;
    private static Shells shells;

    @BeforeAll
    static void start() {
        Needs.containers();
        cluster = Cluster.up("every-swap", 3_600, 1);
        shells = new Shells(cluster);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void leavesNoTraceOfManySwaps() throws IOException, InterruptedException {
        SteadyContainer steady = SteadyContainer.start(cluster);
        SoakState state = SoakState.open(SOAK, NAME, ROUNDS, 0);
        int rounds = ROUNDS - state.next();
        SwapFigures figures = new SwapFigures();
        try (Traffic traffic = new Traffic(cluster).prepare().write();
                Numbers numbers = new Numbers(cluster).start()) {
            String started = started(Traffic.POD);
            String ready = cluster.value("node", "edge-1", READY);
            assertThat(ready).startsWith("True ");
            Swapping swapping = new Swapping(traffic, numbers, steady, figures);
            for (int round = 0; round < WARM_UP; round++) {
                swapping.all();
            }
            List<String> growth = swapping.growth(state, rounds);
            assertThat(numbers.finish()).as("numbers from the edge").isEmpty();
            Duration settled = traffic.settle(Duration.ofSeconds(60));
            figures.tell("numbers up " + numbers.sent() + ", writes down " + traffic.written() + ", settled after "
                    + settled.toMillis() + " ms");
            assertThat(traffic.broken()).isEmpty();
            assertThat(started(Traffic.POD)).isEqualTo(started);
            assertThat(restarts(Traffic.POD)).isEqualTo("0");
            steady.checkStatus();
            steady.checkProbe();
            assertThat(cluster.value("node", "edge-1", READY))
                    .as("Ready has never changed")
                    .isEqualTo(ready);
            assertThat(growth).as("what did not come back").isEmpty();
        } finally {
            String head = state.summary("swaps of every hot bundle, a round of all");
            Figures.write(NAME, NAME, figures.summary(head), figures.story());
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    /** Swaps, and looks after each one at what else there is. */
    private static final class Swapping {

        private final Traffic traffic;
        private final Numbers numbers;
        private final SteadyContainer steady;
        private final SwapFigures figures;
        private int round;

        Swapping(Traffic traffic, Numbers numbers, SteadyContainer steady, SwapFigures figures) {
            this.traffic = traffic;
            this.numbers = numbers;
            this.steady = steady;
            this.figures = figures;
        }

        /** Swaps as often as the long run wants, and tells what has not come back. */
        List<String> growth(SoakState state, int rounds) {
            Map<String, Footprint> before = footprints();
            while (!state.isDone()) {
                long begun = System.nanoTime();
                all();
                state.finished((System.nanoTime() - begun) / 1_000_000);
                if (state.next() % LOOK == 0 && !state.isDone()) {
                    figures.compare(round - WARM_UP, before, footprints());
                }
            }
            List<String> growth = grown(before, rounds);
            for (int more = 1; more <= MOST_MORE && !growth.isEmpty(); more++) {
                all();
                growth = grown(before, rounds + more);
            }
            return growth;
        }

        private List<String> grown(Map<String, Footprint> before, int rounds) {
            Map<String, Footprint> now = footprints();
            figures.compare(rounds, before, now);
            List<String> grown = new ArrayList<>();
            before.forEach((container, then) -> now.get(container)
                    .grownSince(then, MOST_GROWTH_PERCENT)
                    .forEach(line -> grown.add(container + ": " + line)));
            return grown;
        }

        /** What both containers hold while nothing is under way. */
        Map<String, Footprint> footprints() {
            Map<String, Footprint> taken = new LinkedHashMap<>();
            traffic.pause(numbers);
            LockSupport.parkNanos(QUIET.toNanos());
            numbers.collect();
            HOT.keySet().forEach(container -> taken.put(container, Footprint.take(cluster.pid(container))));
            traffic.goOn();
            return taken;
        }

        /** A round: each bundle once. */
        void all() {
            round++;
            HOT.forEach((container, bundles) -> bundles.forEach(bundle -> {
                swap(container, bundle);
                steady.check("swap " + round + " of " + bundle);
            }));
        }

        private void swap(String container, String bundle) {
            numbers.duplicates();
            long redelivered = redelivered(container);
            String distribution = container.equals("cloud") ? "cloudcore" : "edgecore";
            Path jar = RebuiltJar.of(
                    distribution, bundle, "0.1." + round, cluster.folder().resolve("jars"));
            long begun = System.nanoTime();
            if (HotBundles.CARRIERS.contains(bundle)) {
                shells.last(container, "update --from " + jar + " " + bundle);
            } else {
                shells.ok(container, "stop " + bundle + "; update --from " + jar + " " + bundle + "; start " + bundle);
            }
            long swapped = (System.nanoTime() - begun) / 1_000_000;
            traffic.awaitMore(3);
            long caughtUp = traffic.awaitEdge(numbers).toMillis();
            numbers.collect();
            int duplicates = numbers.duplicates();
            figures.add(container, bundle, round, swapped, caughtUp, duplicates);
            assertThat(shells.ok(container, "lb " + bundle))
                    .contains("0.1." + round)
                    .contains("Active");
            assertThat(duplicates)
                    .as("messages that came twice, swap %d of %s", round, bundle)
                    .isLessThanOrEqualTo(MOST_REDELIVERIES);
            if (!bundle.equals(QUEUEING)) {
                assertThat(redelivered(container) - redelivered)
                        .as("redeliveries in %s, swap %d of %s", container, round, bundle)
                        .isLessThanOrEqualTo(MOST_REDELIVERIES);
            }
            jar.toFile().delete();
        }
    }

    /** All redeliveries in a container so far. */
    private static long redelivered(String container) {
        return Scrape.metrics(cluster, container).sum("skep_module_messages_redelivered_total", "");
    }

    private static String started(String pod) {
        return cluster.value("pod", pod, "{.status.containerStatuses[0].state.running.startedAt}");
    }

    private static String restarts(String pod) {
        return cluster.value("pod", pod, "{.status.containerStatuses[0].restartCount}");
    }
}
