package io.skep.common.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Admission;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkRefusedException;
import io.skep.common.transport.LinkRequest;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every lane keeps; its test gives the lane. */
public abstract class LinkContract extends LinkFixture {

    protected final Recorder cloud = new Recorder();
    protected final Recorder edge = new Recorder();

    /** How its sentences name the lane; empty text, or a space and the name. */
    protected abstract String way();

    protected static String codeOf(Throwable e) {
        return e instanceof SkepException failure ? failure.code().code() : e.toString();
    }

    @Test
    void tellsEachEndWhoTheOtherIs() throws Exception {
        LinkServer server = listen(cloud);
        Link dialled = links.connect(to(server.port()), edge);
        Link accepted = next(cloud.connected);

        assertThat(next(edge.connected)).isSameAs(dialled);
        assertThat(accepted.nodeId()).isEqualTo("edge-1");
        assertThat(accepted.projectId()).isEqualTo("project");
        assertThat(accepted.skepPeer()).isTrue();
        assertThat(dialled.skepPeer()).isTrue();
        assertThat(accepted.peerCertificate().flatMap(Subject::findNode)).contains("edge-1");
        assertThat(dialled.peerCertificate().map(Subject::of)).contains(new Subject("KubeEdge", "KubeEdge"));
    }

    @Test
    void carriesMessagesOfAnySizeBothWaysInOrder() throws Exception {
        LinkServer server = listen(cloud);
        Link dialled = links.connect(to(server.port()), edge);
        Link accepted = next(cloud.connected);
        Thread down = Thread.ofVirtual().start(() -> sendMany(accepted));
        sendMany(dialled);
        down.join();
        for (Recorder end : List.of(cloud, edge)) {
            for (int i = 0; i < 500; i++) {
                Message message = next(end.received);
                assertThat(message.resource()).isEqualTo("ns/pod/" + i);
                JsonNode content = Json.tree(message.content());
                assertThat(content.path("text").textValue()).hasSize(size(i));
                assertThat(content.path("big").decimalValue().toPlainString()).isEqualTo("9007199254740993.10");
            }
        }
    }

    private static int size(int i) {
        return i % 50 == 0 ? 200_000 : i * 10;
    }

    private static void sendMany(Link link) {
        try {
            for (int i = 0; i < 500; i++) {
                JsonNode content = Json.parse("{\"big\":9007199254740993.10,\"text\":\"" + "ä".repeat(size(i)) + "\"}");
                link.send(message("ns/pod/" + i, content));
            }
        } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sendsSingleMessagesOverAnIdleLinkAtOnce() throws Exception {
        LinkServer server = listen(cloud);
        Link dialled = links.connect(to(server.port()), edge);
        Link accepted = next(cloud.connected);
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            dialled.send(message("up", i));
            next(cloud.received);
            accepted.send(message("down", i));
            next(edge.received);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void stopsReadingWhileTheHandlerIsBusyAndBlocksTheSender() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Recorder busy = new Recorder() {
            @Override
            public void received(Link link, Message message) throws Exception {
                release.await();
                super.received(link, message);
            }
        };
        LinkServer server = listen(busy);
        Link dialled = links.connect(to(server.port()), edge);
        AtomicInteger sent = new AtomicInteger();
        String text = "x".repeat(100_000);
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 500; i++) {
                    dialled.send(message("ns/pod/" + i, text));
                    sent.incrementAndGet();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (sender.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(sender.join(Duration.ofMillis(300))).isFalse();
        assertThat(sent.get()).isLessThan(300);
        release.countDown();
        for (int i = 0; i < 500; i++) {
            assertThat(next(busy.received).resource()).isEqualTo("ns/pod/" + i);
        }
    }

    @Test
    void tellsBothEndsOnceThatTheLinkIsGone() throws Exception {
        LinkServer server = listen(cloud);
        Link dialled = links.connect(to(server.port()), edge);
        Link accepted = next(cloud.connected);
        dialled.send(message("last", "words"));
        dialled.close();
        dialled.close();

        assertThat(next(edge.disconnected)).isEqualTo("it was closed here");
        assertThat(next(cloud.disconnected)).startsWith("the peer closed the link");
        assertThat(cloud.received.poll()).isNotNull();
        assertThat(accepted.isOpen()).isFalse();
        assertThat(edge.disconnected.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThatThrownBy(() -> dialled.send(message("late", "")))
                .isInstanceOf(SkepException.class)
                .extracting(LinkContract::codeOf)
                .isEqualTo("SKEP-502");
    }

    @Test
    void closesTheLinkOfAHandlerThatFails() throws Exception {
        Recorder failing = new Recorder() {
            @Override
            public void received(Link link, Message message) throws IOException {
                throw new IOException("broken");
            }
        };
        LinkServer server = listen(failing);
        Link dialled = links.connect(to(server.port()), edge);
        dialled.send(message("a", "b"));
        assertThat(next(failing.disconnected)).isEqualTo("the handler failed");
        assertThat(next(edge.disconnected)).startsWith("the peer closed the link");
    }

    @Test
    void closesEveryLinkWithTheServer() throws Exception {
        LinkServer server = listen(cloud);
        links.connect(to(server.port()), edge);
        next(cloud.connected);
        server.close();
        assertThat(next(cloud.disconnected)).isEqualTo("the server stops");
        assertThat(next(edge.disconnected)).startsWith("the peer closed the link");
        assertThatThrownBy(() -> links.connect(to(server.port()), edge))
                .extracting(LinkContract::codeOf)
                .isEqualTo("SKEP-503");
    }

    @Test
    void namesTheAddressThatIsInUse() throws Exception {
        LinkServer server = listen(cloud);
        LinkServerOptions same =
                new LinkServerOptions("127.0.0.1", server.port(), SERVER_KEYS, trust(), LinkLimits.of(MAX, LONG));
        assertThatThrownBy(() -> links.listen(same, cloud))
                .hasMessage("The cloud could not listen for edges" + way() + " on 127.0.0.1:" + server.port()
                        + ": the address is in use.")
                .extracting(LinkContract::codeOf)
                .isEqualTo("SKEP-501");
    }

    @Test
    void refusesAServerWhoseCertificateNamesAnotherHost() {
        ReloadableKeyManager other =
                ReloadableKeyManager.of(CA.issueServer(new Subject("", "other"), List.of("10.0.0.1"), DAY));
        LinkServer server =
                links.listen(new LinkServerOptions("127.0.0.1", 0, other, trust(), LinkLimits.of(MAX, LONG)), cloud);
        assertThatThrownBy(() -> links.connect(to(server.port()), edge))
                .hasMessageContaining("127.0.0.1")
                .extracting(LinkContract::codeOf)
                .isEqualTo("SKEP-504");
    }

    @Test
    void refusesAServerOfAnotherCa() {
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        LinkServer server = listen(cloud);
        LinkClientOptions options = new LinkClientOptions(
                "127.0.0.1:" + server.port(),
                "p",
                "edge-1",
                nodeKeys("edge-1"),
                CaTrustManager.of(ca.certificate()),
                MAX,
                LONG,
                LONG,
                Duration.ZERO);
        assertThatThrownBy(() -> links.connect(options, edge))
                .extracting(LinkContract::codeOf)
                .isEqualTo("SKEP-504");
    }

    @Test
    void refusesAnEdgeWithoutAGoodCertificate() throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        LinkServer server = listen(cloud);
        for (ReloadableKeyManager keys : List.of(
                ReloadableKeyManager.empty(),
                ReloadableKeyManager.of(ca.issueClient(Subject.node("edge-1"), DAY)),
                SERVER_KEYS)) {
            LinkClientOptions options = new LinkClientOptions(
                    "127.0.0.1:" + server.port(), "p", "edge-1", keys, trust(), MAX, LONG, LONG, Duration.ZERO);
            assertThatThrownBy(() -> links.connect(options, edge))
                    .extracting(LinkContract::codeOf)
                    .isEqualTo("SKEP-504");
        }
        assertThat(cloud.connected).isEmpty();
    }

    @Test
    void refusesWithAReasonAndAnAdvice() {
        LinkServer server = listen(new Recorder() {
            @Override
            public Admission admit(LinkRequest request) {
                return new Admission.Refused(
                        503, "no room for " + request.nodeId() + " of " + request.projectId(), Duration.ofMillis(1200));
            }
        });
        assertThatThrownBy(() -> links.connect(to(server.port()), edge))
                .isInstanceOfSatisfying(LinkRefusedException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(2));
                })
                .hasMessageContaining("no room for edge-1 of project");
        assertThat(cloud.connected).isEmpty();
    }

    @Test
    void keepsALinkWhosePingsAreAnswered() throws Exception {
        LinkServer server = listen(cloud);
        LinkClientOptions plain = to(server.port());
        Link link = links.connect(
                new LinkClientOptions(
                        plain.server(),
                        "p",
                        "edge-1",
                        plain.keys(),
                        plain.servers(),
                        MAX,
                        LONG,
                        LONG,
                        Duration.ofMillis(300)),
                edge);
        assertThat(edge.disconnected.poll(1500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(link.isOpen()).isTrue();
    }
}
