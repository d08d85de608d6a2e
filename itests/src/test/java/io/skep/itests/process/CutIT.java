package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process is killed while ConfigMaps change and pods come and go, and started again: everything converges and no database is harmed. */
class CutIT {

    private static final int OFFSET = 3_200;
    private static final int CUTS = 2;

    private final List<String> figures = new ArrayList<>();
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = Cluster.up("cut", OFFSET, 1);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void convergesAfterTheCloudWasKilled() throws Exception {
        try (Traffic traffic = new Traffic(cluster).prepare().write();
                Churn churn = new Churn(cluster)) {
            String startedAt = started();
            for (int i = 0; i < CUTS; i++) {
                traffic.awaitMore(50);
                kill("cloud");
                up("cloud");
                traffic.awaitMore(10);
                figures.add("the edge had the newest " + traffic.awaitEdge().toMillis()
                        + " ms after the cloud took writes again");
            }
            finish("cloud", traffic, churn);
            cluster.awaitReady("edge-1");
            assertThat(started()).as("the pod did not notice").isEqualTo(startedAt);
            assertThat(restarts()).isEqualTo("0");
        }
        kill("cloud");
        assertThat(Integrity.check(cluster.folder().resolve("cloud/api.db"))).containsExactly("ok");
    }

    @Test
    void convergesAfterTheEdgeWasKilled() throws Exception {
        try (Traffic traffic = new Traffic(cluster).prepare().write();
                Churn churn = new Churn(cluster)) {
            for (int i = 1; i <= CUTS; i++) {
                traffic.awaitMore(50);
                kill("edge-1");
                up("edge-1");
                figures.add("the edge had the newest " + traffic.awaitEdge().toMillis() + " ms after it was up");
                cluster.awaitValue(
                        "pod", Traffic.POD, "{.status.containerStatuses[0].restartCount}", Integer.toString(i));
                cluster.awaitValue("pod", Traffic.POD, "{.status.containerStatuses[0].ready}", "true");
            }
            finish("edge", traffic, churn);
            cluster.awaitReady("edge-1");
            assertThat(restarts()).isEqualTo(Integer.toString(CUTS));
            assertThat(cluster.shell("edge-1", "lb hello").ok().out().lines().filter(line -> line.contains("demo")))
                    .as("bundles of pods that are gone are gone")
                    .hasSize(1);
        }
        kill("edge-1");
        assertThat(Integrity.check(cluster.folder().resolve("edge-1/edgecore.db")))
                .containsExactly("ok");
    }

    private void finish(String name, Traffic traffic, Churn churn) throws IOException, InterruptedException {
        churn.finish();
        Duration settled = traffic.settle(Duration.ofSeconds(60));
        figures.add("writes: " + traffic.written() + ", settled after the last one: " + settled.toMillis() + " ms");
        figures.add("pods that came and went: " + churn.lives() + ", slowest step "
                + churn.slowest().toMillis() + " ms");
        Files.write(Cluster.ROOT.resolve("itests/target/cut-" + name + ".txt"), figures);
        assertThat(churn.failures()).isEmpty();
        assertThat(churn.lives()).isPositive();
        assertThat(traffic.broken()).isEmpty();
        assertThat(cluster.logLines(line -> line.contains("level=ERROR"))).isEmpty();
    }

    private void kill(String name) {
        long pid = cluster.pid(name);
        Command.of("kill", "-9", Long.toString(pid)).run().ok();
        Await.until(
                name + " is gone",
                Duration.ofSeconds(10),
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent(),
                alive -> !alive);
    }

    private void up(String name) {
        long begun = System.nanoTime();
        Cluster.skep("up", "-d", "--dir", cluster.folder().toString(), "--port-offset", Integer.toString(OFFSET), name)
                .ok();
        figures.add(name + " up again in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    }

    private String started() {
        return cluster.value("pod", Traffic.POD, "{.status.containerStatuses[0].state.running.startedAt}");
    }

    private String restarts() {
        return cluster.value("pod", Traffic.POD, "{.status.containerStatuses[0].restartCount}");
    }
}
