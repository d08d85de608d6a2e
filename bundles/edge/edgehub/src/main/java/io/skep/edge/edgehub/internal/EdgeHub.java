package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.Links;
import io.skep.edge.store.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge's end of the link: gets an identity, dials, keeps the session alive, carries messages both ways. */
final class EdgeHub {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeHub.class);
    /** An address that does not answer TCP for so long is dialled anew. */
    static final Duration CONNECT = Duration.ofSeconds(5);

    private static final Duration ROTATION_CHECK = Duration.ofMinutes(1);
    private static final Duration TOKEN_LOOK = Duration.ofMillis(500);
    private static final int FIRST_RETRY_SECONDS = 2;
    private static final int MAX_DOUBLINGS = 5;

    /** Makes the identity for a configuration. */
    interface Identities {
        EdgeIdentity make(HubSettings settings);
    }

    /** What the shell shows. */
    record Status(
            HubSettings settings,
            Optional<Link> link,
            Instant since,
            long connects,
            String lastFailure,
            Optional<EdgeIdentity> identity,
            CloudLink cloud) {}

    private final Links links;
    private final Identities identities;
    private final Outbox outbox;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final CloudLink cloud = new CloudLink();
    private final TokenBucket bucket;
    private volatile HubSettings settings;
    private volatile Optional<EdgeIdentity> identity = Optional.empty();
    private volatile String lastFailure = "";
    private volatile Instant since;
    private final AtomicLong connects = new AtomicLong();
    private final AtomicReference<Handler> newest = new AtomicReference<>();

    EdgeHub(
            HubSettings settings,
            Links links,
            Identities identities,
            Outbox outbox,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.links = links;
        this.identities = identities;
        this.outbox = outbox;
        this.clock = clock;
        this.since = clock.instant();
        this.random = random;
        this.bucket = new TokenBucket(settings.messagesPerSecond(), settings.burst(), System::nanoTime);
    }

    /** Takes a changed configuration; the link is made anew only when the change concerns it. */
    void apply(HubSettings changed) {
        HubSettings old = settings;
        settings = changed;
        bucket.limit(changed.messagesPerSecond(), changed.burst());
        if (!changed.dialsLike(old)) {
            LOG.info("configuration changed: the link is made anew");
            cloud.drop();
            cloud.hurry();
        }
    }

    Status status() {
        return new Status(settings, cloud.current(), since, connects.get(), lastFailure, identity, cloud);
    }

    /** Starts the threads of the module; they end when the module has to stop. */
    void run(ModuleContext context) {
        OutboxSender sender = new OutboxSender(outbox, cloud, bucket, System::nanoTime);
        Upstream upstream = new Upstream(cloud, outbox, bucket);
        Downstream downstream = new Downstream(context, sender);
        context.fork("mailbox", () -> upstream.takeAll(context));
        context.fork("upstream", () -> upstream.sendLimited(context));
        context.fork("uploads", upstream::keepUploads);
        context.fork("outbox", sender::run);
        context.fork("rotation", this::rotate);
        context.fork("keepalive", this::keepAlive);
        Redial redial = new Redial(random, System::nanoTime);
        LinkKeeper keeper = new LinkKeeper(context, cloud, redial, new Keeping(downstream, redial));
        context.fork("link", keeper::run);
    }

    /** Waits until there is a certificate. */
    private void awaitIdentity() throws InterruptedException {
        for (int failures = 0; ; failures++) {
            HubSettings now = settings;
            Optional<EdgeIdentity> refused = Optional.empty();
            try {
                EdgeIdentity mine = makeIdentity(now);
                refused = Optional.of(mine);
                mine.obtain();
                identity = refused;
                return;
            } catch (SkepException e) {
                complain(e.line());
            }
            long most = (long) FIRST_RETRY_SECONDS * 1000 << Math.min(failures, MAX_DOUBLINGS);
            awaitCorrection(now, refused, Duration.ofMillis(most / 2 + random.nextLong(most / 2)));
        }
    }

    /** Returns when the time is over, or as soon as the operator has changed the configuration or the token. */
    private void awaitCorrection(HubSettings tried, Optional<EdgeIdentity> refused, Duration most)
            throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        boolean corrected = false;
        while (!corrected && end - System.nanoTime() > 0) {
            CloudLink.sleep(TOKEN_LOOK);
            corrected = !settings.equals(tried)
                    || refused.filter(EdgeIdentity::hasFreshToken).isPresent();
        }
    }

    private EdgeIdentity makeIdentity(HubSettings now) {
        return identities.make(now);
    }

    /** One dial; the link is in use when this returns. */
    private Link dial(Downstream downstream, Redial redial) throws InterruptedException {
        EdgeIdentity mine = identity.orElseThrow();
        HubSettings now = settings;
        Handler handler = new Handler(downstream);
        Link link = links.connect(options(now, mine, redial.every()), handler);
        handler.started.await(now.handshakeTimeout().toSeconds(), TimeUnit.SECONDS);
        return link;
    }

    /** Keepalives have a thread of their own: a peer that does not read holds them up, and nothing else. */
    private void keepAlive() throws InterruptedException {
        while (true) {
            Link link = cloud.await();
            if (!cloud.awaitClosed(link, settings.heartbeat())) {
                cloud.trySend(link, keepalive());
            }
        }
    }

    private final class Keeping implements LinkKeeper.Hub {
        private final Downstream downstream;
        private final Redial redial;

        Keeping(Downstream downstream, Redial redial) {
            this.downstream = downstream;
            this.redial = redial;
        }

        @Override
        public void prepare() throws InterruptedException {
            awaitIdentity();
        }

        @Override
        public Link dial() throws InterruptedException {
            return EdgeHub.this.dial(downstream, redial);
        }

        @Override
        public void connected() {
            connects.incrementAndGet();
            since = clock.instant();
            lastFailure = "";
            LOG.info("connected to the cloud {}{}", settings.server(), settings.webSocket() ? "" : " by QUIC");
        }

        @Override
        public void disconnected() {
            since = clock.instant();
        }

        @Override
        public void complain(SkepException failure) {
            EdgeHub.this.complain(HubError.ofRefusal(failure).line());
        }
    }

    private static LinkClientOptions options(HubSettings now, EdgeIdentity mine, Duration every) {
        return new LinkClientOptions(
                now.server(),
                now.projectId(),
                now.nodeName(),
                mine.keys(),
                mine.trust(),
                Json.MAX_LENGTH,
                CONNECT,
                every,
                now.handshakeTimeout(),
                Pulse.PING);
    }

    private static Message keepalive() {
        return Message.of("websocket", "resource", Operations.KEEPALIVE, "node", "ping");
    }

    private void rotate() throws InterruptedException {
        int failures = 0;
        while (true) {
            Duration wait = ROTATION_CHECK;
            try {
                if (settings.rotate() && identity.isPresent()) {
                    identity.get().rotateIfDue();
                    failures = 0;
                }
            } catch (SkepException e) {
                failures++;
                wait = EdgeEnrollment.retryDelay(failures, random);
                LOG.warn("certificate not renewed, trying again in {}: {}", wait, e.line());
            }
            CloudLink.sleep(wait);
        }
    }

    /** Each condition is logged once, until it changes. */
    private void complain(String line) {
        if (!line.equals(lastFailure)) {
            LOG.warn("not connected to the cloud, trying on: {}", line);
        }
        lastFailure = line;
    }

    /** What happens on one link. */
    private final class Handler implements LinkHandler {
        private final Downstream downstream;
        private final Pulse pulse = new Pulse(System::nanoTime);
        private final Succession succession = new Succession();
        private final CountDownLatch started = new CountDownLatch(1);

        Handler(Downstream downstream) {
            this.downstream = downstream;
        }

        @Override
        public void connected(Link link) throws InterruptedException {
            try {
                link.send(keepalive());
                Handler before = newest.getAndSet(this);
                if (before != null) {
                    before.succession.end();
                }
                cloud.opened(link, pulse);
            } finally {
                started.countDown();
            }
        }

        @Override
        public void received(Link link, Message message) throws InterruptedException {
            cloud.countReceived();
            pulse.begin();
            try {
                succession.dispatch(message, () -> downstream.dispatch(message));
            } finally {
                pulse.end();
            }
        }

        @Override
        public void disconnected(Link link, String reason) {
            LOG.info("connection to the cloud {} ended: {}", settings.server(), reason);
            started.countDown();
            cloud.closed(link);
            if (cloud.current().isEmpty()) {
                lastFailure = reason;
            }
        }
    }
}
