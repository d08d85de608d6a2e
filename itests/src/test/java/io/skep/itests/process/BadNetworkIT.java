package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skep.itests.faults.NamespaceLink;
import io.skep.itests.faults.SlowProxy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Networks that are bad without being cut: traffic flows both ways for a while, nothing is lost and no sound link is given up. */
class BadNetworkIT {

    private static final int OFFSET = 16_800;
    private static final int NUMBER = 40;
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> story = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    /** A fifth of the packets is lost, and an answer takes 600 ms. */
    @Test
    void aFifthIsLostAndTheWayIsLong() throws IOException, InterruptedException {
        Cluster cluster = opened(Cluster.up("bad-network", OFFSET, 1));
        StormTraffic.allow(cluster);
        opened(LinkedEdge.start(
                cluster,
                LinkedEdge.NAME,
                List.of(),
                port -> opened(new SlowProxy(port, Duration.ofMillis(300), 0.2, port))
                        .address()));
        flows(cluster, "slow");
    }

    /** Packets are no longer than what IPv6 guarantees. */
    @Test
    void packetsAreShort() throws IOException, InterruptedException {
        assumeTrue(NamespaceLink.isPossible(), "a network of short packets needs root and a network namespace");
        Cluster cluster = opened(Cluster.up("bad-network", OFFSET, 1));
        StormTraffic.allow(cluster);
        LinkedEdge.advertise(cluster, NamespaceLink.host(NUMBER));
        NamespaceLink link =
                opened(new NamespaceLink("skep-mtu", NUMBER, List.of(cluster.port(10000), cluster.port(10002))));
        link.limitPackets(1_280);
        opened(LinkedEdge.start(cluster, link));
        flows(cluster, "mtu");
    }

    private void flows(Cluster cluster, String name) throws IOException, InterruptedException {
        Instant begun = Instant.now();
        Shells shells = new Shells(cluster);
        HubStatus status = Await.until(
                "the edge is connected",
                Duration.ofSeconds(120),
                () -> HubStatus.of(shells, LinkedEdge.NAME),
                HubStatus::connected);
        story.add("connected after " + Duration.between(begun, status.since()).toMillis() + " ms");
        StormTraffic traffic = opened(new StormTraffic(cluster));
        long links = traffic.links();
        Instant end = Instant.now().plus(A_WHILE);
        List<Long> through = new ArrayList<>();
        while (Instant.now().isBefore(end)) {
            through.add(traffic.awaitThrough(links, () -> {}).through());
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        long linksAfter = traffic.links();
        List<String> lost = traffic.finish();
        story.add("a message each way, p50/p99/most " + StormFigures.ranks(through));
        story.addAll(traffic.figures());
        Figures.write("network", name, name + "\n" + String.join("\n", story), story);
        assertThat(lost).as("lost or out of order").isEmpty();
        assertThat(linksAfter).as("links").isEqualTo(links);
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }
}
