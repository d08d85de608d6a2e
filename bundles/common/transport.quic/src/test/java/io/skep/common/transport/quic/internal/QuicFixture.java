package io.skep.common.transport.quic.internal;

import io.skep.beehive.api.Message;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Both ends on loopback, with real certificates. */
abstract class QuicFixture {

    static final int MAX = 1024 * 1024;
    static final Duration DAY = Duration.ofDays(1);
    static final Duration LONG = Duration.ofSeconds(20);
    static final CertificateAuthority CA =
            CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
    static final ReloadableKeyManager SERVER_KEYS =
            ReloadableKeyManager.of(CA.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of("127.0.0.1"), DAY));

    final QuicLinks links = new QuicLinks();

    @AfterEach
    void stop() {
        links.close();
    }

    static ReloadableKeyManager nodeKeys(String node) {
        return ReloadableKeyManager.of(CA.issueClient(Subject.node(node), DAY));
    }

    static CaTrustManager trust() {
        return CaTrustManager.of(CA.certificate());
    }

    LinkServer listen(LinkHandler handler) {
        return listen(LONG, handler);
    }

    LinkServer listen(Duration handshake, LinkHandler handler) {
        return links.listen(
                new LinkServerOptions("127.0.0.1", 0, SERVER_KEYS, trust(), LinkLimits.of(MAX, handshake)), handler);
    }

    static LinkClientOptions to(int port) {
        return new LinkClientOptions(
                "127.0.0.1:" + port, "project", "edge-1", nodeKeys("edge-1"), trust(), MAX, LONG, LONG, Duration.ZERO);
    }

    static Message message(String resource, Object content) {
        return Message.of("websocket", "resource", "update", resource, content);
    }

    /** Keeps what happened. */
    static class Recorder implements LinkHandler {
        final BlockingQueue<Link> connected = new LinkedBlockingQueue<>();
        final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        final BlockingQueue<String> disconnected = new LinkedBlockingQueue<>();

        @Override
        public void connected(Link link) throws Exception {
            connected.add(link);
        }

        @Override
        public void received(Link link, Message message) throws Exception {
            received.add(message);
        }

        @Override
        public void disconnected(Link link, String reason) {
            disconnected.add(reason);
        }
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(10, TimeUnit.SECONDS);
        if (value == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return value;
    }
}
