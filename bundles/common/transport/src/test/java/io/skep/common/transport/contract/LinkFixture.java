package io.skep.common.transport.contract;

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
import io.skep.common.transport.Links;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Both ends on loopback, with real certificates. */
public abstract class LinkFixture {

    public static final int MAX = 1024 * 1024;
    public static final Duration DAY = Duration.ofDays(1);
    public static final Duration LONG = Duration.ofSeconds(20);
    public static final CertificateAuthority CA =
            CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
    public static final ReloadableKeyManager SERVER_KEYS =
            ReloadableKeyManager.of(CA.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of("127.0.0.1"), DAY));

    protected Links links;

    /** The lane's links. */
    protected abstract Links open();

    /** Ends what {@link #open} has opened. */
    protected abstract void close(Links links);

    @BeforeEach
    void start() {
        links = open();
    }

    @AfterEach
    void stop() {
        close(links);
    }

    public static ReloadableKeyManager nodeKeys(String node) {
        return ReloadableKeyManager.of(CA.issueClient(Subject.node(node), DAY));
    }

    public static CaTrustManager trust() {
        return CaTrustManager.of(CA.certificate());
    }

    protected LinkServer listen(LinkHandler handler) {
        return listen(LONG, handler);
    }

    protected LinkServer listen(Duration handshake, LinkHandler handler) {
        return links.listen(
                new LinkServerOptions("127.0.0.1", 0, SERVER_KEYS, trust(), LinkLimits.of(MAX, handshake)), handler);
    }

    public static LinkClientOptions to(int port) {
        return new LinkClientOptions(
                "127.0.0.1:" + port, "project", "edge-1", nodeKeys("edge-1"), trust(), MAX, LONG, LONG, Duration.ZERO);
    }

    public static Message message(String resource, Object content) {
        return Message.of("websocket", "resource", "update", resource, content);
    }

    /** Keeps what happened. */
    public static class Recorder implements LinkHandler {
        public final BlockingQueue<Link> connected = new LinkedBlockingQueue<>();
        public final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        public final BlockingQueue<String> disconnected = new LinkedBlockingQueue<>();

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

    public static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(10, TimeUnit.SECONDS);
        if (value == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return value;
    }
}
