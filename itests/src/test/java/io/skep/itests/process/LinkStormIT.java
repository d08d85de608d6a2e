package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.faults.Link;
import io.skep.itests.faults.NamespaceLink;
import io.skep.itests.faults.ProxyLink;
import io.skep.itests.process.StormTraffic.Back;
import io.skep.itests.soak.SoakState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The edge's link is cut at random moments for random, mostly short times under steady traffic both ways: ConfigMaps, pods that come and go, statuses,
 * events, uploads. Nothing is lost and nothing comes out of order; what came twice is counted, and how long it took until messages went through again.
 * A run of {@code ./skep test} has less than a tenth of the cuts of the long run, since each takes about two seconds.
 */
class LinkStormIT {

    /** Another one lets two runs go on beside one another. */
    private static final int NUMBER = Integer.getInteger("skep.link.number", 0);

    private static final int OFFSET = 16_000 + 20 * NUMBER;
    private static final int ROUNDS = Integer.getInteger("skep.link.rounds", 40);
    private static final int REST = 50;
    private static final String NAME = "link";
    private static final Path SOAK = Cluster.ROOT.resolve("itests/target/soak");

    private final List<String> story = new ArrayList<>();
    private final StormFigures figures = new StormFigures();
    private Cluster cluster;
    private Link link;
    private LinkedEdge edge;
    private StormTraffic traffic;

    @AfterEach
    void stop() {
        if (link != null) {
            link.heal();
        }
        for (AutoCloseable open : new AutoCloseable[] {traffic, edge, cluster, link}) {
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
    void losesNothing() throws IOException, InterruptedException {
        SoakState state = SoakState.open(SOAK, NAME, ROUNDS, Long.getLong("skep.link.seed", 0));
        story.add("seed " + state.seed());
        start();
        try {
            storm(state);
            List<String> lost = traffic.finish();
            List<String> uploads = traffic.lostUploads();
            story.addAll(lost);
            story.addAll(uploads);
            assertThat(lost).as("lost or out of order").isEmpty();
            assertThat(uploads).as("uploads").isEmpty();
        } finally {
            write(state);
        }
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    private void start() {
        cluster = Cluster.up(NAME + "-storm" + NUMBER, OFFSET, 1);
        List<Integer> ports = List.of(cluster.port(10000), cluster.port(10002));
        if (NamespaceLink.isPossible()) {
            link = new NamespaceLink("skep-storm" + NUMBER, 32 + NUMBER, ports);
            LinkedEdge.advertise(cluster, NamespaceLink.host(32 + NUMBER));
        } else {
            story.add("no network namespaces here: proxies only");
            link = ProxyLink.onLoopback(ports);
        }
        StormTraffic.allow(cluster);
        edge = LinkedEdge.start(cluster, link);
        traffic = new StormTraffic(cluster);
    }

    private void storm(SoakState state) {
        while (!state.isDone()) {
            StormCut cut = StormCut.of(state.random().nextLong(), link.cuts());
            story.add("cut " + state.next() + " " + cut);
            long links = traffic.links();
            link.cut(cut.how());
            LockSupport.parkNanos(cut.length().toNanos());
            long millis = 0;
            if (cut.awaited()) {
                Back back = traffic.awaitThrough(links, link::heal);
                figures.add(cut.how(), back.linked(), back.through());
                millis = back.through();
                story.add("   " + back);
            } else {
                link.heal();
            }
            LockSupport.parkNanos(cut.pause().toNanos());
            state.finished(millis);
            if (state.next() % REST == 0 && !state.isDone()) {
                story.add("-- equal after " + traffic.rest() + " ms");
                write(state);
            }
        }
    }

    private void write(SoakState state) {
        String head = "link cuts: %d of %d, seed %d%n%s"
                .formatted(state.next(), ROUNDS, state.seed(), String.join("\n", traffic.figures()));
        Figures.write(NAME, NAME, figures.table(head), story);
    }
}
