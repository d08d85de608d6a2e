package io.skep.itests.bench.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.internal.NettyLinks;
import io.skep.itests.bench.FakeCloud;
import io.skep.itests.bench.edges.EdgeCertificates;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each load program once, small, against ends of our own in this process. */
class SmokeTest {

    @TempDir
    Path folder;

    private FakeCloud cloud;

    @BeforeEach
    void start() throws IOException {
        EdgeCertificates.ensureCa(folder);
        cloud = new FakeCloud(folder);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Options options(String more) {
        return new Options(("--server " + cloud.address() + " --ca " + folder + " --threads 1 " + more).split(" "));
    }

    private static List<String> names(Rows rows) {
        return rows.lines().stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("-"))
                .map(line -> line.split(" ")[0])
                .toList();
    }

    private static double value(Rows rows, String name) {
        return rows.lines().stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[2]))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void linkBetweenTwoProcesses() throws Exception {
        Rows rows = LinkBench.run(options("--warm 0 --seconds 1 --server-flags=-XX:TieredStopAtLevel=1"));
        assertThat(names(rows))
                .containsExactly(
                        "link.one_way",
                        "link.cpu.client",
                        "link.cpu.server",
                        "link.round_trip.one",
                        "link.round_trip.sixteen");
        assertThat(value(rows, "link.one_way")).isGreaterThan(100);
        assertThat(value(rows, "link.round_trip.sixteen")).isGreaterThan(10);
    }

    @Test
    void hubWithIdleConnections() throws Exception {
        Rows rows = HubBench.run(options("--small 10 --large 40 --max 50 --settle 0 --idle 1"));
        assertThat(names(rows))
                .containsExactly(
                        "hub.connection.kb.1000",
                        "hub.connect.rate",
                        "hub.connect.cpu",
                        "hub.connection.kb.5000",
                        "hub.idle.cpu",
                        "hub.connection.kb.max");
        assertThat(value(rows, "hub.connect.rate")).isPositive();
        assertThat(rows.lines()).noneMatch(line -> line.contains("were lost"));
    }

    @Test
    void hubLeavesOutWhatTheFileLimitForbids() throws Exception {
        Rows rows = HubBench.run(options("--small 2 --large 4 --max 4 --settle 0 --idle 0"));
        assertThat(rows.lines()).anyMatch(line -> line.startsWith("- hub.connection.kb.max the limit of "));
    }

    @Test
    void stormOfAFew() throws Exception {
        Rows rows = StormBench.run(options("--edges 40 --live 10 --after 0"));
        assertThat(names(rows))
                .containsExactly("storm.40", "storm.cpu", "storm.live.latest_renewal", "storm.live.missed");
        assertThat(value(rows, "storm.40")).isBetween(0.5, 20.0);
        assertThat(value(rows, "storm.live.missed")).isZero();
        assertThat(cloud.links()).hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void loadByHandWithAStorm() throws Exception {
        EdgeLoad.main(("--server " + cloud.address() + " --ca " + folder + " --edges 5 --leases --seconds 1 --storm")
                .split(" "));
        assertThat(cloud.await("update", "kube-node-lease/lease/load-4").source())
                .isEqualTo("edged");
    }

    @Test
    void distributesOneAtATimeAndManyAtOnce() throws Exception {
        try (FakeApi api = new FakeApi(cloud)) {
            Rows rows = DistributeBench.run(options("--api " + api.url() + " --api-pki "
                    + api.pki(folder.resolve("api")) + " --nodes 3 --single 5 --pods 20"));
            assertThat(names(rows))
                    .containsExactly(
                            "distribute.pod_create.p50",
                            "distribute.pod_create.p99",
                            "distribute.configmap_patch.p50",
                            "distribute.configmap_patch.p99",
                            "distribute.burst.create",
                            "distribute.burst.update",
                            "distribute.burst.delete",
                            "distribute.spread.create");
            assertThat(value(rows, "distribute.burst.delete")).isGreaterThan(1);
        }
    }

    @Test
    void anApiThatRefusesIsNamed() throws Exception {
        try (FakeApi api = new FakeApi(cloud);
                KubeApi client = new KubeApi(api.url(), api.pki(folder.resolve("api")))) {
            assertThatThrownBy(() -> client.delete("/api/v1/namespaces/default/pods/nobody"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("DELETE /api/v1/namespaces/default/pods/nobody")
                    .hasMessageContaining("404");
        }
    }

    @Test
    void reconnectsThroughTheRelay() throws Exception {
        Identity identity = cloud.ca().issueClient(Subject.node("edge-1"), Duration.ofDays(1));
        Path pki = folder.resolve("edge");
        new CertificateFiles(pki.resolve("rootCA.crt"), pki.resolve("server.crt"), pki.resolve("server.key"))
                .save(new EdgeEnrollment.Enrolled(cloud.ca().certificate(), identity));
        int port = freePort();
        AtomicBoolean going = new AtomicBoolean(true);
        Thread edge = Thread.startVirtualThread(() -> edge(port, going));
        Rows rows =
                ReconnectBench.run(options("--relay " + port + " --cuts 2 --longest 1 --steady 0 --edge-pki " + pki));
        going.set(false);
        edge.join();
        assertThat(names(rows)).containsExactly("reconnect.p50", "reconnect.p99");
        assertThat(value(rows, "reconnect.p99")).isBetween(1.0, 20_000.0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Dials again and again and says one message each time. */
    private void edge(int port, AtomicBoolean going) {
        NettyLinks links = new NettyLinks();
        while (going.get()) {
            Gone gone = new Gone();
            try (Link link = new LinkEnds(folder).connect(links, "edge-1", port, gone)) {
                link.send(Message.of("websocket", "resource", "keepalive", "node", "ping"));
                gone.latch.await();
            } catch (SkepException e) {
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Waits for the end of a link. */
    private static final class Gone implements LinkHandler {

        private final CountDownLatch latch = new CountDownLatch(1);

        @Override
        public void connected(Link link) {}

        @Override
        public void received(Link link, Message message) {}

        @Override
        public void disconnected(Link link, String reason) {
            latch.countDown();
        }
    }
}
