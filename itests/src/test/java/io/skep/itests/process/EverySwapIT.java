package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.soak.Footprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every hot bundle of cloud and edge is stopped, updated with another build of itself and started, again and again, while a container and a bundle run as
 * pods and numbers flow both ways: no number is lost or out of order, the pods do not notice, and what the processes use is at the end what it was.
 * The system property {@code skep.swap.rounds} sets how often (50 in the long run).
 */
class EverySwapIT {

    private static final int ROUNDS = Integer.getInteger("skep.swap.rounds", 5);

    /** Until caches are filled and each bundle has a former generation that something may still hold. */
    private static final int WARM_UP = 3;

    private static final int MOST_REDELIVERIES = 1;
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
        List<String> figures = new ArrayList<>();
        try (Traffic traffic = new Traffic(cluster).prepare().write();
                Numbers numbers = new Numbers(cluster).start()) {
            String started = started(Traffic.POD);
            String ready = cluster.value("node", "edge-1", READY);
            assertThat(ready).startsWith("True ");
            Map<String, Footprint> before = new LinkedHashMap<>();
            Swapping swapping = new Swapping(traffic, numbers, steady, figures);
            for (int round = 1; round <= WARM_UP + ROUNDS; round++) {
                if (round == WARM_UP + 1) {
                    before.putAll(swapping.footprints());
                }
                swapping.all();
            }
            List<String> growth = growth(before, swapping.footprints(), figures);
            for (int more = 0; more < MOST_MORE && !growth.isEmpty(); more++) {
                swapping.all();
                growth = growth(before, swapping.footprints(), figures);
            }
            assertThat(numbers.finish()).as("numbers from the edge").isEmpty();
            Duration settled = traffic.settle(Duration.ofSeconds(60));
            figures.add("numbers up " + numbers.sent() + ", writes down " + traffic.written() + ", settled after "
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
            Files.write(Cluster.ROOT.resolve("itests/target/swap.txt"), figures);
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    /** What has not come back, of both containers. */
    private static List<String> growth(
            Map<String, Footprint> before, Map<String, Footprint> after, List<String> figures) {
        List<String> grown = new ArrayList<>();
        before.forEach((container, then) -> {
            Footprint now = after.get(container);
            figures.add(container + "\n" + now.table(then));
            now.grownSince(then, MOST_GROWTH_PERCENT).forEach(line -> grown.add(container + ": " + line));
        });
        return grown;
    }

    /** Swaps, and looks after each one at what else there is. */
    private static final class Swapping {

        private final Traffic traffic;
        private final Numbers numbers;
        private final SteadyContainer steady;
        private final List<String> figures;
        private int round;

        Swapping(Traffic traffic, Numbers numbers, SteadyContainer steady, List<String> figures) {
            this.traffic = traffic;
            this.numbers = numbers;
            this.steady = steady;
            this.figures = figures;
        }

        /** What both containers hold while nothing is under way. */
        Map<String, Footprint> footprints() {
            Map<String, Footprint> taken = new LinkedHashMap<>();
            traffic.pause(numbers);
            LockSupport.parkNanos(QUIET.toNanos());
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
            if (HotBundles.COMMANDS.contains(bundle)) {
                shells.last(container, "update --from " + jar + " " + bundle);
            } else {
                shells.ok(container, "stop " + bundle + "; update --from " + jar + " " + bundle + "; start " + bundle);
            }
            long swapped = (System.nanoTime() - begun) / 1_000_000;
            traffic.awaitMore(3);
            long caughtUp = traffic.awaitEdge(numbers).toMillis();
            numbers.collect();
            int duplicates = numbers.duplicates();
            figures.add(container + " " + bundle + " round " + round + ": swapped in " + swapped
                    + " ms, the edge had the newest after " + caughtUp + " ms, came twice " + duplicates);
            assertThat(shells.ok(container, "lb " + bundle))
                    .contains("0.1." + round)
                    .contains("Active");
            assertThat(duplicates)
                    .as("messages that came twice, swap %d of %s", round, bundle)
                    .isLessThanOrEqualTo(MOST_REDELIVERIES);
            assertThat(redelivered(container) - redelivered)
                    .as("redeliveries in %s, swap %d of %s", container, round, bundle)
                    .isLessThanOrEqualTo(MOST_REDELIVERIES);
            jar.toFile().delete();
        }
    }

    /** All redeliveries in a container so far. */
    private static long redelivered(String container) {
        long sum = 0;
        Matcher line = Pattern.compile("(?m)^(\\S+) +(\\d+) +(\\d+) +(\\d+) +(\\d+) +(\\d+) +(\\d+)\\s*$")
                .matcher(shells.ok(container, "beehive:stats"));
        while (line.find()) {
            sum += Long.parseLong(line.group(5));
        }
        return sum;
    }

    private static String started(String pod) {
        return cluster.value("pod", pod, "{.status.containerStatuses[0].state.running.startedAt}");
    }

    private static String restarts(String pod) {
        return cluster.value("pod", pod, "{.status.containerStatuses[0].restartCount}");
    }
}
