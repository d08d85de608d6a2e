package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.Module;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeHttp;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.cloudhub.fake.FakeLinks;
import io.skep.cloud.cloudhub.internal.security.Enrollment;
import io.skep.cloud.cloudhub.internal.security.HubCertificates;
import io.skep.cloud.cloudhub.internal.session.NodeSession;
import io.skep.cloud.cloudhub.internal.session.Timing;
import io.skep.cloud.cloudhub.internal.session.Windows;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.http.HttpServers;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Links;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A real hub on a test bus, with a transport and an HTTPS endpoint without sockets. */
public final class HubUnderTest {

    public final FakeLinks links = new FakeLinks();
    public final FakeHttp http = new FakeHttp();
    final CloudHubModule module;
    private final KubeClient kube;

    /** @param resend pause between two transmissions; three in all */
    public HubUnderTest(KubeClient kube, Path folder, Duration resend, int nodeLimit, boolean sharedIdentity) {
        this(kube, folder, resend, Windows.DEFAULT, nodeLimit, sharedIdentity);
    }

    HubUnderTest(
            KubeClient kube, Path folder, Duration resend, Windows windows, int nodeLimit, boolean sharedIdentity) {
        this.kube = kube;
        HubSettings settings = settings(folder, resend, windows, nodeLimit, sharedIdentity);
        this.module = new CloudHubModule(settings, kube, links, http);
    }

    /** With sockets. */
    HubUnderTest(
            KubeClient kube,
            Path folder,
            Duration resend,
            int nodeLimit,
            boolean sharedIdentity,
            Links realLinks,
            HttpServers https) {
        this.kube = kube;
        HubSettings settings = settings(folder, resend, Windows.DEFAULT, nodeLimit, sharedIdentity);
        this.module = new CloudHubModule(settings, kube, realLinks, https);
    }

    private static HubSettings settings(
            Path folder, Duration resend, Windows windows, int nodeLimit, boolean sharedIdentity) {
        return new HubSettings(
                new Timing(Duration.ofSeconds(30), resend, 3),
                windows,
                nodeLimit,
                64,
                new HubCertificates.Source(
                        folder.resolve("ca.crt"),
                        folder.resolve("ca.key"),
                        folder.resolve("server.crt"),
                        folder.resolve("server.key"),
                        List.of("127.0.0.1")),
                new Enrollment.Lifetimes(Duration.ofDays(365), Duration.ofDays(30)),
                Duration.ofHours(12),
                Optional.of(folder.resolve("token")),
                sharedIdentity,
                Optional.of(new HubSettings.Endpoint("127.0.0.1", 0)),
                Optional.empty(),
                new HubSettings.Endpoint("127.0.0.1", 0),
                Optional.of("unix://" + socket(folder)));
    }

    /** Where it takes volume calls. */
    public static Path socket(Path folder) {
        return folder.resolve("hub.sock");
    }

    /** Starts it and waits until it listens. */
    public void start(TestBus bus) {
        bus.start("cloudhub", "cloudhub", module());
        Await.until("the hub listens", links::isListening);
    }

    public Module module() {
        return module;
    }

    /** Names of the connected nodes. */
    public List<String> nodes() {
        return module.nodes().stream().map(NodeSession.Row::node).toList();
    }

    /** The CA in the secret. */
    public CertificateAuthority ca() {
        var data = kube.get(KubeResource.SECRETS, "kubeedge", "casecret").path("data");
        return CertificateAuthority.load(
                Base64.getDecoder().decode(data.path("cadata").asText()),
                Base64.getDecoder().decode(data.path("cakeydata").asText()),
                InstantSource.system(),
                new SecureRandom());
    }

    /** A certificate as the hub issues it to that node. */
    public X509Certificate certificate(String node) {
        return ca().issueClient(Subject.node(node), Duration.ofDays(1)).certificate();
    }

    /** An edge with its own certificate connects; returns when its session is there. */
    public FakeLink connect(String node) {
        FakeLink link = links.connect(node, Optional.of(certificate(node)));
        Await.until(
                node + " has a session",
                () -> module.nodes().stream().anyMatch(row -> row.node().equals(node)));
        return link;
    }
}
