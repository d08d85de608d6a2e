package io.skep.itests.bench.edges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.transport.Admission;
import io.skep.itests.bench.FakeCloud;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulated edges on real links. */
class EdgeFleetTest {

    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private FakeCloud cloud;
    private EdgeNetwork network;

    @BeforeEach
    void start() throws Exception {
        EdgeCertificates.ensureCa(folder);
        cloud = new FakeCloud(folder);
        EdgeCertificates certificates = EdgeCertificates.open(folder);
        certificates.ensure(50);
        network = new EdgeNetwork(certificates, 1);
    }

    @AfterEach
    void stop() {
        network.close();
        cloud.close();
    }

    private EdgeFleet fleet(int count, boolean leases, boolean retries, EdgeWatcher watcher) {
        return new EdgeFleet(
                network, new EdgeSettings(FakeCloud.HOST, cloud.port(), true, leases, retries), 0, count, 16, watcher);
    }

    @Test
    void fiftyComeEachWithItsOwnCertificateAndSayKeepalive() throws Exception {
        EdgeFleet fleet = fleet(50, false, true, new EdgeWatcher() {});
        fleet.open();
        fleet.await(TIME, () -> cloud.links().size() == 50);
        assertThat(cloud.links()).containsKeys("load-0", "load-49");
        assertThat(cloud.links().get("load-7").skepPeer()).isTrue();
        for (int i = 0; i < 50; i++) {
            assertThat(cloud.await("keepalive", "node").content()).isEqualTo("ping");
        }
        assertThat(fleet.losses()).isZero();
        assertThat(fleet).asString().startsWith("50 of 50 open, ");
    }

    @Test
    void acknowledgesWhatIsPushedAndHandsItOn() throws Exception {
        LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        EdgeFleet fleet = fleet(1, false, true, new EdgeWatcher() {
            @Override
            public void heard(SimulatedEdge edge, Heard message) {
                heard.add(message);
            }
        });
        fleet.open();
        fleet.await(TIME, () -> cloud.links().containsKey("load-0"));
        Message pushed =
                cloud.push("load-0", "insert", "default/pod/p", Json.object().put("x", "y".repeat(70_000)));
        Message ack = cloud.await("response", "default/pod/p");
        assertThat(ack.parentId()).isEqualTo(pushed.id());
        assertThat(ack.source()).isEqualTo("edgecontroller");
        assertThat(heard.poll(5, TimeUnit.SECONDS)).satisfies(message -> {
            assertThat(message.id()).isEqualTo(pushed.id());
            assertThat(message.mentions("yyyy")).isTrue();
        });
    }

    @Test
    void registersItsNodeAndRenewsItsLease() throws Exception {
        EdgeFleet fleet = fleet(1, true, true, new EdgeWatcher() {});
        fleet.open();
        cloud.await("insert", "default/node/load-0");
        cloud.await("insert", "kube-node-lease/lease/load-0");
        fleet.await(TIME, () -> fleet.renewedEdges() == 1);
        fleet.cut(Duration.ZERO);
        fleet.await(TIME, () -> cloud.links().isEmpty());
        fleet.reset();
        fleet.open(Duration.ofMillis(10));
        cloud.await("update", "kube-node-lease/lease/load-0");
        fleet.await(TIME, () -> fleet.renewedEdges() == 1 && fleet.openNow() == 1);
        assertThat(fleet.latestRenewalMillis()).isPositive();
        assertThat(fleet.missed()).isZero();
        assertThat(fleet.losses()).isZero();
    }

    @Test
    void asksForTheLeaseThatAnotherHasChanged() throws Exception {
        cloud.touchLease("load-0");
        EdgeFleet fleet = fleet(1, true, true, new EdgeWatcher() {});
        fleet.open();
        cloud.await("insert", "kube-node-lease/lease/load-0");
        cloud.await("query", "kube-node-lease/lease/load-0");
        cloud.await("update", "kube-node-lease/lease/load-0");
        fleet.await(TIME, () -> fleet.renewedEdges() == 1);
        assertThat(fleet.renewedEdges()).isOne();
    }

    @Test
    void comesAgainWhenTheCloudSaysSo() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        cloud.door(request -> asked.incrementAndGet() == 1
                ? new Admission.Refused(503, "not now", Duration.ofSeconds(1))
                : Admission.ACCEPTED);
        EdgeFleet fleet = fleet(1, false, true, new EdgeWatcher() {});
        long begin = System.nanoTime();
        fleet.open();
        assertThat(System.nanoTime() - begin).isGreaterThan(1_000_000_000);
        assertThat(fleet.refusals()).isOne();
        assertThat(asked).hasValue(2);
    }

    @Test
    void comesBackWhenTheCloudClosesItsLink() throws Exception {
        EdgeFleet fleet = fleet(1, false, true, new EdgeWatcher() {});
        fleet.open();
        fleet.await(TIME, () -> cloud.links().containsKey("load-0"));
        cloud.links().get("load-0").close();
        fleet.await(TIME, () -> fleet.losses() == 1);
        fleet.await(TIME, () -> fleet.openNow() == 1);
        assertThat(fleet).asString().contains("1 lost (load-0: closed by the cloud");
    }

    @Test
    void sendsNothingToTheServerOfAnotherCa(@TempDir Path other) throws Exception {
        EdgeCertificates.ensureCa(other);
        try (FakeCloud stranger = new FakeCloud(other)) {
            LinkedBlockingQueue<String> reasons = new LinkedBlockingQueue<>();
            EdgeFleet fleet = new EdgeFleet(
                    network,
                    new EdgeSettings(FakeCloud.HOST, stranger.port(), false, false, false),
                    0,
                    1,
                    1,
                    new EdgeWatcher() {
                        @Override
                        public void lost(SimulatedEdge edge, String reason) {
                            reasons.add(reason);
                        }
                    });
            fleet.open(Duration.ZERO);
            assertThat(reasons.poll(20, TimeUnit.SECONDS)).startsWith("TLS: ");
            assertThat(stranger.links()).isEmpty();
        }
    }

    @Test
    void saysWhatItWaitedForInVain() {
        EdgeFleet fleet = fleet(3, false, false, new EdgeWatcher() {});
        assertThatThrownBy(() -> fleet.await(Duration.ZERO, () -> false))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("0 of 3 open");
    }
}
