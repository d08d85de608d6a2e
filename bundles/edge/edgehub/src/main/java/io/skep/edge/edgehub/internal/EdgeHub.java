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
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge's end of the link: gets an identity, dials, keeps the session alive, carries messages both ways. */
final class EdgeHub {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeHub.class);
    private static final Duration PING = Duration.ofSeconds(5);
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
        }
    }

    Status status() {
        return new Status(settings, cloud.current(), since, connects.get(), lastFailure, identity, cloud);
    }

    /** Starts the threads of the module; they end when the module has to stop. */
    void run(ModuleContext context) {
        OutboxSender sender = new OutboxSender(outbox, cloud, bucket, System::nanoTime);
        Upstream upstream = new Upstream(cloud, bucket);
        Downstream downstream = new Downstream(context, sender);
        context.fork("mailbox", () -> upstream.takeAll(context));
        context.fork("upstream", () -> upstream.sendLimited(context));
        context.fork("outbox", sender::run);
        context.fork("rotation", this::rotate);
        context.fork("link", () -> keepLinked(context, downstream));
    }

    private void keepLinked(ModuleContext context, Downstream downstream) throws InterruptedException {
        Redial redial = new Redial(random);
        try {
            while (true) {
                EdgeIdentity mine = awaitIdentity();
                CloudLink.pause(session(context, downstream, mine, redial));
            }
        } finally {
            cloud.drop();
        }
    }

    /** Waits until there is a certificate. */
    private EdgeIdentity awaitIdentity() throws InterruptedException {
        for (int failures = 0; ; failures++) {
            HubSettings now = settings;
            Optional<EdgeIdentity> refused = Optional.empty();
            try {
                EdgeIdentity mine = makeIdentity(now);
                refused = Optional.of(mine);
                mine.obtain();
                identity = refused;
                return mine;
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
            CloudLink.pause(TOKEN_LOOK);
            corrected = !settings.equals(tried)
                    || refused.filter(EdgeIdentity::hasFreshToken).isPresent();
        }
    }

    private EdgeIdentity makeIdentity(HubSettings now) {
        return identities.make(now);
    }

    /** One dial and, if it succeeds, the life of the link; the result is how long to wait before the next one. */
    private Duration session(ModuleContext context, Downstream downstream, EdgeIdentity mine, Redial redial)
            throws InterruptedException {
        long start = System.nanoTime();
        try {
            Handler handler = new Handler(downstream);
            Link link = links.connect(options(settings, mine), handler);
            handler.started.await(settings.handshakeTimeout().toSeconds(), TimeUnit.SECONDS);
            keepAlive(context, link);
            return redial.lost(Duration.ofNanos(System.nanoTime() - start));
        } catch (SkepException e) {
            complain(e.line());
            return e.code().code().equals("SKEP-503") ? redial.unreachable() : redial.refused();
        }
    }

    private void keepAlive(ModuleContext context, Link link) throws InterruptedException {
        connects.incrementAndGet();
        since = clock.instant();
        lastFailure = "";
        LOG.info("connected to the cloud {}{}", settings.server(), settings.webSocket() ? "" : " by QUIC");
        Notices.publish(context, true);
        try {
            while (!cloud.awaitClosed(link, settings.heartbeat())) {
                cloud.trySend(link, keepalive());
            }
        } finally {
            link.close();
            cloud.closed(link);
        }
        since = clock.instant();
        Notices.publish(context, false);
    }

    private LinkClientOptions options(HubSettings now, EdgeIdentity mine) {
        return new LinkClientOptions(
                now.server(),
                now.projectId(),
                now.nodeName(),
                mine.keys(),
                mine.trust(),
                Json.MAX_LENGTH,
                now.handshakeTimeout(),
                now.handshakeTimeout(),
                PING);
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
            CloudLink.pause(wait);
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
        private final CountDownLatch started = new CountDownLatch(1);

        Handler(Downstream downstream) {
            this.downstream = downstream;
        }

        @Override
        public void connected(Link link) throws InterruptedException {
            try {
                link.send(keepalive());
                cloud.opened(link);
            } finally {
                started.countDown();
            }
        }

        @Override
        public void received(Link link, Message message) throws InterruptedException {
            cloud.countReceived();
            downstream.dispatch(message);
        }

        @Override
        public void disconnected(Link link, String reason) {
            LOG.info("connection to the cloud {} ended: {}", settings.server(), reason);
            lastFailure = reason;
            started.countDown();
            cloud.closed(link);
        }
    }
}
