package io.skep.itests.wire.edge;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The cloud's end of the wire in the hands of a test: a real listener with real TLS that says only what it is told to. */
final class ScriptedCloud implements LinkHandler, AutoCloseable {

    private static final int MAX = 1 << 20;

    private final LinkServer server;
    private final BlockingQueue<Link> links = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> frames = new LinkedBlockingQueue<>();
    private final List<Message> unmatched = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private Link link;

    ScriptedCloud(Links links, CertificateAuthority ca) {
        ReloadableKeyManager keys = ReloadableKeyManager.of(
                ca.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of("127.0.0.1"), Duration.ofDays(1)));
        this.server = links.listen(
                new LinkServerOptions(
                        "127.0.0.1",
                        0,
                        keys,
                        CaTrustManager.of(ca.certificate()),
                        LinkLimits.of(MAX, Duration.ofSeconds(10))),
                this);
    }

    String address() {
        return "127.0.0.1:" + server.port();
    }

    /** Waits for the edge to dial. */
    Link accept() throws InterruptedException {
        link = Optional.ofNullable(links.poll(Await.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                .orElseThrow(() -> new AssertionError("the edge did not dial"));
        return link;
    }

    void send(Message message) throws InterruptedException {
        link.send(message);
    }

    void cut() {
        link.close();
    }

    /** The frame of the edge that fits, whatever came before it; the others are kept for later. */
    Message expect(String what, Predicate<Message> fits) throws InterruptedException {
        for (Message message : unmatched) {
            if (fits.test(message)) {
                unmatched.remove(message);
                return message;
            }
        }
        long end = System.nanoTime() + Await.DEADLINE.toNanos();
        while (true) {
            Message message = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("the edge did not send " + what + ", only " + unmatched);
            }
            boolean isNew = ids.add(message.id());
            if (isNew && fits.test(message)) {
                return message;
            }
            if (isNew) {
                unmatched.add(message);
            }
        }
    }

    /** What the edge sent and nobody expected. Repetitions of a message under its own id are not counted. */
    List<Message> surplus(Duration quiet) throws InterruptedException {
        Message message = frames.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
        while (message != null) {
            if (ids.add(message.id())) {
                unmatched.add(message);
            }
            message = frames.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
        }
        return List.copyOf(unmatched);
    }

    @Override
    public void connected(Link opened) {
        links.add(opened);
    }

    @Override
    public void received(Link from, Message message) {
        frames.add(message);
    }

    @Override
    public void disconnected(Link gone, String reason) {
        links.remove(gone);
    }

    @Override
    public void close() {
        server.close();
    }
}
