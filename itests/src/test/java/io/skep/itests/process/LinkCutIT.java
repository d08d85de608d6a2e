package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.faults.Link;
import io.skep.itests.faults.NamespaceLink;
import io.skep.itests.faults.ProxyLink;
import io.skep.itests.soak.SoakState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The link between edge and cloud is cut again and again, in different ways and for different times, while both sides change. After each repair both
 * sides are equal, and no pod was touched that did not have to be.
 */
class LinkCutIT {

    /** Another one lets two runs go on beside one another. */
    private static final int NUMBER = Integer.getInteger("skep.cut.number", 0);

    private static final int OFFSET = 3_700 + 20 * NUMBER;
    private static final int ROUNDS = Integer.getInteger("skep.cut.rounds", 10);
    private static final int FULL = 100;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Path SOAK = Cluster.ROOT.resolve("itests/target/soak");

    private final List<String> story = new ArrayList<>();
    private Cluster cluster;
    private Link link;
    private LinkedEdge edge;
    private Wishes wishes;

    @AfterEach
    void stop() {
        for (AutoCloseable open : new AutoCloseable[] {wishes, edge, cluster, link}) {
            try {
                if (open != null) {
                    open.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void bothSidesAreEqualAfterEachCut() throws Exception {
        SoakState state = SoakState.open(SOAK, "cut", ROUNDS, Long.getLong("skep.cut.seed", 0));
        story.add("seed " + state.seed());
        start();
        wishes.prepare(4);
        settle();
        wishes.pin();
        while (!state.isDone()) {
            long millis = round(state.next(), state.random());
            state.finished(millis);
            Figures.write("cut", "link", state.summary("link cuts, repair to equal"), story);
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    private void start() {
        cluster = Cluster.up("link-cut" + NUMBER, OFFSET, 1);
        List<Integer> ports = List.of(cluster.port(10000), cluster.port(10002));
        if (NamespaceLink.isPossible()) {
            link = new NamespaceLink("skep-cut" + NUMBER, NUMBER, ports);
            LinkedEdge.advertise(cluster, NamespaceLink.host(NUMBER));
        } else {
            story.add("no network namespaces here: proxies only");
            link = ProxyLink.onLoopback(ports);
        }
        edge = LinkedEdge.start(cluster, link);
        wishes = new Wishes(cluster, PodKind.possible());
    }

    private long round(int number, Random random) throws IOException, InterruptedException {
        Link.Cut how = link.cuts().get(number % link.cuts().size());
        Duration length = length(number, random);
        List<String> changes = new ArrayList<>();
        long cutAt = System.nanoTime();
        link.cut(how);
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            changes.add(wishes.change(random));
        }
        EdgeState.ask(cluster, LinkedEdge.NAME, List.of()).ifPresent(now -> {
            changes.add(wishes.endOne(LinkedEdge.NAME, now, random));
        });
        LockSupport.parkNanos(length.toNanos() - (System.nanoTime() - cutAt));
        link.heal();
        Instant healed = Instant.now();
        long begun = System.nanoTime();
        story.add("round " + number + " " + how + " " + length.toMillis() + " ms " + changes);
        settle();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        story.add("   equal after " + millis + " ms");
        if (ROUNDS >= FULL || number % 3 == 2) {
            Await.until("the lease is renewed", Duration.ofSeconds(15), this::renewed, time -> time.isAfter(healed));
        }
        wishes.pin();
        return millis;
    }

    /** Mostly short, some longer; a full run also has cuts of minutes. A run of few rounds has one that is long enough to be noticed by silence. */
    private static Duration length(int number, Random random) {
        if (ROUNDS < FULL) {
            return Duration.ofMillis(number % 10 == 6 ? 17_000 : 1_000 + random.nextInt(3_000));
        }
        if (number % 33 == 32) {
            return Duration.ofMinutes(List.of(2, 5, 10).get(number / 33 % 3));
        }
        return random.nextInt(10) < 8
                ? Duration.ofMillis(1_000 + random.nextInt(9_000))
                : Duration.ofMillis(20_000 + random.nextInt(40_000));
    }

    private Instant renewed() {
        try {
            return Instant.parse(wishes.lease(LinkedEdge.NAME));
        } catch (IOException e) {
            return Instant.EPOCH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void settle() {
        new Settling(
                        cluster,
                        LinkedEdge.NAME,
                        wishes,
                        cluster.folder().resolve(LinkedEdge.NAME).resolve("pods"))
                .await(LIMIT, story);
    }
}
