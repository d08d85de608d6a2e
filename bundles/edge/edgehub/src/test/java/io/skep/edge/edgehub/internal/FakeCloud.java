package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.beehive.testkit.Await;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A cloud without a network: the test is its other end. */
final class FakeCloud implements Links {

    record Code(String code) implements ErrorCode {
        @Override
        public ErrorType type() {
            return ErrorType.NETWORK;
        }

        @Override
        public String next() {
            return "Wait.";
        }
    }

    final BlockingQueue<FakeLink> links = new LinkedBlockingQueue<>();
    final BlockingQueue<LinkClientOptions> dials = new LinkedBlockingQueue<>();
    volatile String refuse = "";
    volatile boolean skep = true;

    @Override
    public LinkServer listen(LinkServerOptions options, LinkHandler handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Link connect(LinkClientOptions options, LinkHandler handler) {
        dials.add(options);
        if (!refuse.isEmpty()) {
            throw new SkepException(new Code(refuse), "Cannot dial " + options.server() + ".");
        }
        FakeLink link = new FakeLink(handler, skep);
        link.start();
        links.add(link);
        return link;
    }

    FakeLink nextLink() throws InterruptedException {
        return Optional.ofNullable(links.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    /** One link, both ends. Its calls run one after the other on a thread of its own. */
    static final class FakeLink implements Link {
        private final LinkHandler handler;
        private final boolean skep;
        private final BlockingQueue<Message> toCloud = new LinkedBlockingQueue<>();
        private final BlockingQueue<Optional<Message>> toEdge = new LinkedBlockingQueue<>();
        private volatile boolean open = true;

        /** Round trips that are not answered. */
        final AtomicInteger trips = new AtomicInteger();

        volatile boolean silent;
        private volatile CompletableFuture<Boolean> trip = new CompletableFuture<>();

        FakeLink(LinkHandler handler, boolean skep) {
            this.handler = handler;
            this.skep = skep;
        }

        void start() {
            Thread.ofVirtual().start(() -> {
                try {
                    handler.connected(this);
                    for (Optional<Message> next = toEdge.take(); next.isPresent(); next = toEdge.take()) {
                        handler.received(this, next.get());
                    }
                } catch (Exception e) {
                    open = false;
                }
                handler.disconnected(this, "the test ended it");
            });
        }

        /** Answers what was asked while it was silent. */
        void answer() {
            silent = false;
            CompletableFuture<Boolean> asked = trip;
            trip = new CompletableFuture<>();
            asked.complete(true);
        }

        @Override
        public CompletableFuture<Boolean> roundTrip() {
            if (!silent) {
                return CompletableFuture.completedFuture(true);
            }
            CompletableFuture<Boolean> asked = trip;
            trips.incrementAndGet();
            return asked;
        }

        void push(Message message) {
            toEdge.add(Optional.of(message));
        }

        Message next() throws InterruptedException {
            return next(message -> true);
        }

        Message next(Predicate<Message> fits) throws InterruptedException {
            while (true) {
                Message message = toCloud.poll(Await.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                if (message == null) {
                    throw new AssertionError("the edge sent nothing that fits");
                }
                if (fits.test(message)) {
                    return message;
                }
            }
        }

        Optional<Message> poll(long millis) throws InterruptedException {
            return Optional.ofNullable(toCloud.poll(millis, TimeUnit.MILLISECONDS));
        }

        @Override
        public void send(Message message) {
            if (!open) {
                throw new SkepException(new Code("SKEP-502"), "Closed.");
            }
            toCloud.add(message);
        }

        @Override
        public void close() {
            open = false;
            toEdge.add(Optional.empty());
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public String lane() {
            return "websocket";
        }

        @Override
        public boolean skepPeer() {
            return skep;
        }

        @Override
        public String nodeId() {
            return "";
        }

        @Override
        public String projectId() {
            return "";
        }

        @Override
        public Optional<X509Certificate> peerCertificate() {
            return Optional.empty();
        }

        @Override
        public InetSocketAddress peer() {
            return InetSocketAddress.createUnresolved("cloud", 10000);
        }
    }
}
