package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.internal.security.Refusals;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.http.internal.NettyHttpServers;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkRefusedException;
import io.skep.common.transport.internal.NettyLinks;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way over real TLS and sockets, for those who should not get in. */
@Timeout(120)
class HubOverTlsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private final TestBus bus = new TestBus();
    private final NettyLinks links = new NettyLinks();
    private final NettyHttpServers https = new NettyHttpServers();
    private HubUnderTest hub;
    private Probe controller;

    @BeforeEach
    void start() {
        hub = new HubUnderTest(new FakeKube(), folder, Duration.ofSeconds(5), 10, false, links, https);
        controller = bus.probe("edgecontroller", "edgecontroller");
        bus.start("cloudhub", "cloudhub", hub.module());
        Await.until("the hub listens", () -> hub.module.linkPort() > 0);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private Link dial(String node, ReloadableKeyManager keys) throws Exception {
        return links.connect(
                new LinkClientOptions(
                        "127.0.0.1:" + hub.module.linkPort(),
                        "project",
                        node,
                        keys,
                        CaTrustManager.of(hub.ca().certificate()),
                        1 << 20,
                        LONG,
                        LONG,
                        Duration.ZERO),
                new Silent());
    }

    private static ReloadableKeyManager node(CertificateAuthority ca, String node) {
        return ReloadableKeyManager.of(ca.issueClient(Subject.node(node), DAY));
    }

    private CertificateAuthority past(Duration ago) {
        CertificateAuthority ca = hub.ca();
        return CertificateAuthority.load(
                ca.certificateDer(),
                ca.keyDer(),
                InstantSource.fixed(Instant.now().minus(ago)),
                new SecureRandom());
    }

    /** Tries thrice; gives the one row of the hub's list that came of it. */
    private Refusals.Row refused(String node, ReloadableKeyManager keys) {
        int before = hub.module.refusals().rows().size();
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(() -> dial(node, keys))).isNotNull();
        }
        Await.until(
                "all are counted",
                () -> hub.module.refusals().rows().stream().skip(before).anyMatch(row -> row.count() == 3));
        List<Refusals.Row> rows = hub.module.refusals().rows();
        assertThat(rows).hasSize(before + 1);
        assertThat(hub.nodes()).isEmpty();
        return rows.getLast();
    }

    @Test
    void whoMayNotBeTheNodeIsRefusedToldOnceAndCounted() {
        CertificateAuthority stranger =
                CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());

        assertThat(refused("edge-1", node(hub.ca(), "edge-2")).reason())
                .isEqualTo("its certificate belongs to node edge-2");
        assertThat(refused("edge-1", node(stranger, "edge-1")).reason())
                .isEqualTo("its certificate is signed by unknown authority");
        assertThat(refused("edge-1", node(past(Duration.ofDays(5)), "edge-1")).reason())
                .startsWith("its certificate expired at ");
        assertThat(refused("edge-1", node(past(Duration.ofDays(-5)), "edge-1")).reason())
                .startsWith("its certificate begins at ");
        assertThat(refused(
                                "edge-1",
                                ReloadableKeyManager.of(
                                        hub.ca().issueServer(Subject.node("edge-1"), List.of("127.0.0.1"), DAY)))
                        .reason())
                .isEqualTo("its certificate is not for clients");
        assertThat(refused("edge-1", ReloadableKeyManager.empty()).what()).isEqualTo("handshake");
        assertThat(hub.module.refusals().count()).isEqualTo(18);
        assertThat(new RefusedPeers(hub.module).getAsLong()).isEqualTo(18);
        assertThat(new CloudHubShell(hub.module).refused()).hasSize(6);
    }

    @Test
    void theEdgeLearnsTheStatus() {
        assertThat(catchThrowable(() -> dial("edge-1", node(hub.ca(), "edge-2"))))
                .isInstanceOfSatisfying(
                        LinkRefusedException.class, e -> assertThat(e.status()).isEqualTo(403));
    }

    @Test
    void aMessageInTheNameOfAnotherNodeGoesNowhere() throws Exception {
        Link link = dial("edge-1", node(hub.ca(), "edge-1"));
        link.send(Message.of("edged", "meta", "update", "node/edge-2/default/podstatus/x", "{}"));
        link.send(Message.of("edged", "meta", "query", "default/node/edge-1", null));

        assertThat(controller
                        .next(message -> message.operation().equals("query"))
                        .resource())
                .isEqualTo("node/edge-1/default/node/edge-1");
        assertThat(controller.seen()).noneMatch(message -> message.resource().contains("edge-2"));
        assertThat(hub.module.refusals().rows())
                .singleElement()
                .satisfies(row -> assertThat(row.what() + " " + row.node()).isEqualTo("message edge-1"));
    }

    /** The edge's own client: joins, expires while it is off, renews, is refused after the grace. */
    @Test
    void anEdgeJoinsAndRenewsAlsoAfterItsTime() throws Exception {
        EdgeEnrollment enrollment = new EdgeEnrollment(
                URI.create("https://127.0.0.1:" + hub.module.httpsPort()),
                "edge-1",
                LONG,
                InstantSource.system(),
                new SecureRandom());
        Enrolled joined = enrollment.bootstrap(Files.readString(folder.resolve("token")));
        assertThat(Subject.findNode(joined.identity().certificate())).contains("edge-1");
        assertThat(Subject.findNode(enrollment.rotate(joined).identity().certificate()))
                .contains("edge-1");

        Enrolled late = new Enrolled(joined.ca(), client(past(Duration.ofDays(20))));
        Enrolled renewed = enrollment.rotate(late);
        assertThat(renewed.identity().certificate().getNotAfter().toInstant()).isAfter(Instant.now());
        new CertificateFiles(folder.resolve("a"), folder.resolve("b"), folder.resolve("c")).save(renewed);

        Enrolled tooLate = new Enrolled(joined.ca(), client(past(Duration.ofDays(40))));
        assertThat(catchThrowable(() -> enrollment.rotate(tooLate)))
                .hasMessageContaining("with status 401")
                .hasMessageContaining("join with a token");
        Enrolled foreign = new Enrolled(
                joined.ca(),
                client(CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom())));
        assertThat(catchThrowable(() -> enrollment.rotate(foreign)))
                .hasMessageContaining("with status 401")
                .hasMessageContaining("signed by unknown authority");
    }

    private static Identity client(CertificateAuthority ca) {
        return ca.issueClient(Subject.node("edge-1"), DAY);
    }

    /** An edge that does nothing. */
    private static final class Silent implements LinkHandler {
        @Override
        public void connected(Link link) {}

        @Override
        public void received(Link link, Message message) {}

        @Override
        public void disconnected(Link link, String reason) {}
    }
}
