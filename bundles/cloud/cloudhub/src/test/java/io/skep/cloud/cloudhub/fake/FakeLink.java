package io.skep.cloud.cloudhub.fake;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Admission;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkRequest;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An edge's connection as a test drives it: the calls to the hub come on one thread, what the hub sends is kept. */
public final class FakeLink implements Link {

    private enum Closed implements ErrorCode {
        CLOSED;

        @Override
        public String code() {
            return "SKEP-502";
        }

        @Override
        public ErrorType type() {
            return ErrorType.NETWORK;
        }

        @Override
        public String next() {
            return "";
        }
    }

    private final String node;
    private final Optional<X509Certificate> certificate;
    private final LinkHandler hub;
    private final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();
    private final List<Message> skipped = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("fake-link").factory());
    private volatile boolean open = true;
    private volatile boolean acknowledging;
    private volatile Optional<Admission.Refused> refusal = Optional.empty();

    FakeLink(String node, Optional<X509Certificate> certificate, LinkHandler hub, boolean acknowledging) {
        this.node = node;
        this.certificate = certificate;
        this.hub = hub;
        this.acknowledging = acknowledging;
        call(this::ask);
    }

    private void ask() throws Exception {
        LinkRequest request = new LinkRequest(node, projectId(), certificate, peer(), skepPeer(), lane());
        if (hub.admit(request) instanceof Admission.Refused refused) {
            refusal = Optional.of(refused);
            close();
        } else {
            hub.connected(this);
        }
    }

    /** Why the hub did not let the edge in; empty if it did. */
    public Optional<Admission.Refused> refusal() {
        return refusal;
    }

    /** Acknowledges from now on everything the hub sends, as an edge does. */
    public FakeLink acknowledging(boolean on) {
        acknowledging = on;
        return this;
    }

    /** The edge sends a message. */
    public void receive(Message message) {
        call(() -> hub.received(this, message));
    }

    private void call(HubCall call) {
        try {
            thread.execute(() -> run(call));
        } catch (RejectedExecutionException e) {
            throw new SkepException(Closed.CLOSED, "the link was closed meanwhile.", e);
        }
    }

    private static void run(HubCall call) {
        try {
            call.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the hub sends next and fits; other messages are kept for later. */
    public Message next(Predicate<Message> fits) {
        return poll(fits, Duration.ofSeconds(10))
                .orElseThrow(() -> new AssertionError("the hub did not send what the test waits for, only " + skipped));
    }

    /** As {@link #next}, empty when nothing fits in time. */
    public Optional<Message> poll(Predicate<Message> fits, Duration time) {
        for (Message message : skipped) {
            if (fits.test(message)) {
                skipped.remove(message);
                return Optional.of(message);
            }
        }
        long end = System.nanoTime() + time.toNanos();
        try {
            while (true) {
                Message message = sent.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (message == null || fits.test(message)) {
                    return Optional.ofNullable(message);
                }
                skipped.add(message);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public String nodeId() {
        return node;
    }

    @Override
    public String projectId() {
        return "e632aba927ea4ac2b575ec1603d56f10";
    }

    @Override
    public Optional<X509Certificate> peerCertificate() {
        return certificate;
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress("127.0.0.1", 4711);
    }

    @Override
    public String lane() {
        return "websocket";
    }

    @Override
    public boolean skepPeer() {
        return false;
    }

    @Override
    public void send(Message message) {
        if (!open) {
            throw new SkepException(Closed.CLOSED, "the link is closed.");
        }
        sent.add(message);
        if (acknowledging) {
            receive(message.response("OK"));
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            call(() -> hub.disconnected(this, "closed"));
            thread.shutdown();
        }
    }

    /** One call of the handler. */
    private interface HubCall {
        void run() throws Exception;
    }
}
