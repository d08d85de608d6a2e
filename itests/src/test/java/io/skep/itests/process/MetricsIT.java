package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Metrics and health of both containers, as they are shipped. */
class MetricsIT {

    private static final String METRICS = "io.skep.beehive.metrics";
    private static final String RECEIVED = "skep_module_messages_received_total";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("metrics", 6_600, 1);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static long now(String container, String metric, String label) {
        return Scrape.metrics(cluster, container).sum(metric, label);
    }

    private static void awaitMore(String container, String metric, String label, long than) {
        Await.until(
                metric + " of " + label + " is more than " + than,
                LIMIT,
                () -> now(container, metric, label),
                count -> count > than);
    }

    @Test
    void countersMoveWhenMessagesFlow() {
        long up = now("cloud", RECEIVED, "module=\"edgecontroller\"");
        long down = now("edge-1", RECEIVED, "module=\"metamanager\"");
        long calls = now("edge-1", RECEIVED, "module=\"testManager\"");
        cluster.kubectl(
                        "apply",
                        "-f",
                        Cluster.ROOT.resolve("config/demo/hello.yaml").toString())
                .ok();
        cluster.awaitValue("pod", "hello", "{.status.phase}", "Running");
        cluster.shell("edge-1", "beehive:call testManager query ping \"\"").ok();
        awaitMore("cloud", RECEIVED, "module=\"edgecontroller\"", up);
        awaitMore("edge-1", RECEIVED, "module=\"metamanager\"", down);
        awaitMore("edge-1", RECEIVED, "module=\"testManager\"", calls);
    }

    @Test
    void tellsOfProcessFrameworkAndModules() {
        for (String container : List.of("cloud", "edge-1")) {
            Scrape scrape = Scrape.metrics(cluster, container);
            ToLongFunction<String> value = metric -> scrape.sum(metric, "");
            assertThat(scrape.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(scrape.text()).contains("skep_container_info{name=\"" + container + "\",");
            assertThat(value.applyAsLong("process_resident_memory_bytes")).isGreaterThan(10_000_000);
            assertThat(value.applyAsLong("process_open_fds")).isGreaterThan(10);
            assertThat(value.applyAsLong("jvm_threads_current")).isGreaterThan(5);
            assertThat(scrape.sum("jvm_memory_used_bytes", "area=\"heap\"")).isGreaterThan(1_000_000);
            assertThat(scrape.sum("jvm_memory_pool_used_bytes", "pool=\"Metaspace\""))
                    .isGreaterThan(1_000_000);
            assertThat(scrape.sum("skep_framework_bundles", "state=\"active\"")).isGreaterThan(30);
            assertThat(value.applyAsLong("skep_bus_up")).isEqualTo(1);
            assertThat(scrape.sum("skep_module_state", "state=\"running\"")).isGreaterThanOrEqualTo(3);
            assertThat(scrape.sum("skep_module_state", ""))
                    .as("each module is in one state")
                    .isEqualTo(scrape.text()
                            .lines()
                            .filter(line -> line.startsWith("skep_module_errors_total{"))
                            .count());
        }
    }

    @Test
    void keepsKubeEdgesOwnMetric() {
        cluster.awaitReady("edge-1");
        Await.until(
                "the edge is counted",
                LIMIT,
                () -> now("cloud", "KubeEdge_CloudHub_connected_nodes", ""),
                count -> count == 1);
    }

    @Test
    void speaksOpenMetrics() throws IOException {
        Scrape scrape =
                Scrape.of(cluster, "edge-1", "/metrics", "application/openmetrics-text;version=1.0.0;q=0.9,*/*;q=0.1");
        assertThat(scrape.contentType()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(scrape.text())
                .contains("# TYPE skep_module_errors counter\n")
                .endsWith("# EOF\n");
    }

    @Test
    void aParkedModuleIsNotReadyUntilItIsBack() {
        assertThat(Scrape.awaited(cluster, "edge-1", "/readyz", 200).text()).isEqualTo("ok");
        cluster.shell("edge-1", "stop io.skep.edge.dbtest").ok();
        Scrape parked = Scrape.awaited(cluster, "edge-1", "/readyz", 503);
        assertThat(parked.text()).contains("[+]edged ok\n", "[-]testManager is parked\n", "readyz check failed\n");
        assertThat(Scrape.tried(cluster, "edge-1", "/readyz/testManager").status())
                .isEqualTo(503);
        assertThat(Scrape.tried(cluster, "edge-1", "/readyz/edged").status()).isEqualTo(200);
        assertThat(Scrape.tried(cluster, "edge-1", "/healthz").status())
                .as("a restart would not mend it")
                .isEqualTo(200);
        assertThat(now("edge-1", "skep_module_state", "module=\"testManager\",group=\"meta\",state=\"parked\""))
                .isEqualTo(1);
        cluster.shell("edge-1", "start io.skep.edge.dbtest").ok();
        Scrape.awaited(cluster, "edge-1", "/readyz", 200);
        assertThat(Scrape.tried(cluster, "edge-1", "/readyz?verbose").text()).contains("[+]testManager ok\n");
    }

    @Test
    void outlivesTheBus() {
        long updates = now("cloud", "skep_framework_updates_total", "");
        cluster.shell("cloud", "stop io.skep.beehive.runtime").ok();
        assertThat(Scrape.awaited(cluster, "cloud", "/readyz", 503).text()).contains("[-]bus is being replaced\n");
        assertThat(Scrape.tried(cluster, "cloud", "/healthz").status()).isEqualTo(200);
        assertThat(now("cloud", "skep_bus_up", "")).isZero();
        cluster.shell("cloud", "update io.skep.beehive.runtime; start io.skep.beehive.runtime")
                .ok();
        Scrape.awaited(cluster, "cloud", "/readyz", 200);
        assertThat(now("cloud", "skep_framework_updates_total", "")).isEqualTo(updates + 1);
        cluster.awaitReady("edge-1");
    }

    @Test
    void isSwappedAndWaitsForAPortThatIsTaken() throws IOException {
        Path jar = RebuiltJar.of("edgecore", METRICS, "0.1.7", cluster.folder().resolve("jars"));
        long pid = cluster.pid("edge-1");
        cluster.shell("edge-1", "stop " + METRICS).ok();
        assertThat(Scrape.tried(cluster, "edge-1", "/healthz").status()).isZero();
        LogTail log = LogTail.fromNow(cluster.folder().resolve("edge-1/log/edge-1.log"));
        try (ServerSocket taken = new ServerSocket(cluster.port(9092), 1, InetAddress.getByName("127.0.0.1"))) {
            cluster.shell("edge-1", "update --from " + jar + " " + METRICS + "; start " + METRICS)
                    .ok();
            log.awaitOnly("SKEP-901", "metrics and health are not served", "127.0.0.1:" + taken.getLocalPort());
            cluster.shell("edge-1", "beehive:call testManager query ping \"\"").ok();
        }
        assertThat(Scrape.awaited(cluster, "edge-1", "/healthz", 200).text()).isEqualTo("ok");
        assertThat(Scrape.metrics(cluster, "edge-1").text()).contains("version=\"0.1.7\"");
        assertThat(cluster.pid("edge-1")).isEqualTo(pid);
    }

    @Test
    void followsItsConfiguration() {
        Path file = cluster.folder().resolve("cloud/conf/cloudcore.yaml");
        String line = "  monitorServer:\n";
        String off = line + "    enable: false\n";
        LinkedEdge.replace(file, line, off);
        Scrape.awaited(cluster, "cloud", "/metrics", 0);
        LinkedEdge.replace(file, off, line);
        Scrape.awaited(cluster, "cloud", "/metrics", 200);
    }
}
