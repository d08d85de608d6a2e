package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clocks of a whole edge and of a whole cloud are set by an hour, forth and back, under traffic: the link stays, nothing is lost, the node stays Ready. */
class ClockJumpIT {

    private static final int OFFSET = 16_600;
    private static final Duration HOUR = Duration.ofHours(1);

    /** A turn of what happens at intervals. */
    private static final Duration AFTER = Duration.ofSeconds(12);

    private static final String READY = "{.status.conditions[?(@.type==\"Ready\")].status}";

    private final List<String> story = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Cluster cluster;
    private StormTraffic traffic;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    @Test
    void aJumpOfAnHourIsNoFault() throws IOException, InterruptedException {
        Needs.fakeClock();
        cluster = Cluster.up("clock-jump", OFFSET, 1);
        open.add(cluster);
        FakeClock cloud = FakeClock.in(cluster.folder(), "cloud-clock");
        FakeClock edge = FakeClock.in(cluster.folder(), "edge-clock");
        restart(cloud, edge);
        traffic = new StormTraffic(cluster);
        open.add(traffic);
        jump("edge", edge, HOUR);
        jump("edge", edge, Duration.ZERO);
        jump("edge", edge, HOUR.negated());
        jump("edge", edge, Duration.ZERO);
        // not behind the right time: certificates that are minutes old would not be valid yet, and nobody new could
        // connect
        jump("cloud", cloud, HOUR);
        jump("cloud", cloud, Duration.ZERO);
        List<String> lost = traffic.finish();
        story.addAll(traffic.figures());
        Figures.write("clock", "clock", String.join("\n", story), story);
        assertThat(lost).as("lost or out of order").isEmpty();
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    private void restart(FakeClock cloud, FakeClock edge) throws IOException {
        Cluster.skep("down", "--dir", cluster.folder().toString()).ok();
        StormTraffic.allow(cluster);
        Process cloudProcess =
                EdgeProcess.launch("cloudcore", cloud.prefix(), cluster.folder().resolve("cloud"));
        open.add(() -> EdgeProcess.end(cloudProcess));
        Await.until("the cloud listens", Duration.ofSeconds(90), () -> listens(cluster.port(10000)), yes -> yes);
        Path state = cluster.folder().resolve(LinkedEdge.NAME);
        open.add(EdgeProcess.start(edge.prefix(), state));
        cluster.awaitReady(LinkedEdge.NAME);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void jump(String whose, FakeClock clock, Duration offset) {
        long links = traffic.links();
        traffic.awaitThrough(links, () -> clock.set(offset));
        LockSupport.parkNanos(AFTER.toNanos());
        StormTraffic.Back back = traffic.awaitThrough(links, () -> {});
        story.add("clock of the " + whose + " set to " + offset + ": links " + links + " before, " + traffic.links()
                + " after; both ways " + back.through() + " ms");
        assertThat(traffic.links()).as("links, %s at %s", whose, offset).isEqualTo(links);
        assertThat(cluster.value("node", LinkedEdge.NAME, READY))
                .as("Ready, %s at %s", whose, offset)
                .isEqualTo("True");
    }
}
