package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.session.AckQueue.Outcome;
import io.skep.cloud.cloudhub.internal.session.AckQueue.Pending;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Downstream.Once;
import io.skep.cloud.kube.KubeException;
import io.skep.common.model.ResourcePath;
import io.skep.common.transport.Link;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected edge: two lanes to its link. The direct lane sends once; the acknowledged lane has one message in flight and repeats it. Both
 * are run by threads of the module and end when the session is closed.
 */
public final class NodeSession {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);
    private static final int DIRECT_LIMIT = 4096;
    private static final Duration API_PAUSE = Duration.ofSeconds(1);

    /** A message of the direct lane. */
    private record Direct(Message message, Delivery delivery) {
        /** Ends the lane. */
        static final Direct END = new Direct(null, null);
    }

    private final String node;
    private final Link link;
    private final ObjectSyncs syncs;
    private final Timing timing;
    private final InstantSource clock;
    private final Instant since;
    private final AckQueue acks;
    private final BlockingQueue<Direct> direct = new LinkedBlockingQueue<>(DIRECT_LIMIT);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile Instant keepalive;

    public NodeSession(String node, Link link, ObjectSyncs syncs, Timing timing, InstantSource clock) {
        this.node = node;
        this.link = link;
        this.syncs = syncs;
        this.timing = timing;
        this.clock = clock;
        this.since = clock.instant();
        this.keepalive = since;
        this.acks = new AckQueue(clock);
    }

    public String node() {
        return node;
    }

    public Link link() {
        return link;
    }

    /** A keepalive message came. */
    public void keepAlive() {
        keepalive = clock.instant();
    }

    /** True when no keepalive has come for too long. */
    public boolean isSilent() {
        return Duration.between(keepalive, clock.instant()).compareTo(timing.keepalive()) > 0;
    }

    /** A frame came. */
    public void countReceived() {
        received.incrementAndGet();
    }

    /** The edge acknowledged the message with this id. */
    public void acknowledged(String id) {
        acks.acknowledged(id);
    }

    /** Takes a message for the direct lane; ends the session when the edge reads so slowly that the lane is full. */
    void send(Once once, Delivery delivery) {
        if (!direct.offer(new Direct(once.message(), delivery))) {
            LOG.warn("node {} does not read; {} answers wait, its session is ended", node, DIRECT_LIMIT);
            delivery.done();
            link.close();
        }
    }

    /** Takes a message for the acknowledged lane; false when it brings nothing new. */
    boolean send(Acked message, Delivery delivery) {
        return acks.offer(message, delivery);
    }

    /** The direct lane's loop. */
    void runDirect() throws InterruptedException {
        Direct next = direct.take();
        while (next.delivery != null) {
            transmit(next.message);
            next.delivery.done();
            next = direct.take();
        }
    }

    /** The acknowledged lane's loop. */
    void runAcked() throws InterruptedException {
        Optional<Pending> next = acks.next();
        while (next.isPresent()) {
            deliver(next.get());
            next = acks.next();
        }
    }

    private void deliver(Pending pending) throws InterruptedException {
        Acked message = pending.message();
        if (!prepare(message)) {
            acks.remember(message);
            pending.delivery().done();
            return;
        }
        pending.delivery().done();
        acks.expect(message.message().id());
        Outcome outcome = Outcome.SILENT;
        for (int i = 0; i < timing.transmissions() && outcome == Outcome.SILENT; i++) {
            if (!transmit(message.message())) {
                return;
            }
            outcome = acks.await(message.key(), timing.resend());
        }
        switch (outcome) {
            case ACKNOWLEDGED -> save(message);
            case SILENT -> {
                LOG.info("node {} has not acknowledged {}; others first", node, message.message());
                acks.retry(pending, timing.retryAfter(pending.failures()));
            }
            case SUPERSEDED, CLOSED -> LOG.debug("{} for node {} is given up: {}", message.message(), node, outcome);
        }
    }

    /** Writes the record before the message is sent; waits while the API is away and the edge is there. */
    private boolean prepare(Acked message) throws InterruptedException {
        while (true) {
            try {
                return syncs.prepare(message);
            } catch (KubeException e) {
                if (!e.isOutage() || !link.isOpen()) {
                    LOG.warn("delivery of {} to {} is not recorded: {}", message.message(), node, e.line());
                    return true;
                }
                Thread.sleep(apiPause());
            }
        }
    }

    /** Records what the edge has; an outage is waited out here too, or the record would stay behind until the next connection. */
    private void save(Acked message) throws InterruptedException {
        acks.remember(message);
        while (true) {
            try {
                syncs.acknowledged(message);
                return;
            } catch (KubeException e) {
                if (!e.isOutage() || !link.isOpen()) {
                    LOG.warn("acknowledgement of {} by {} is not recorded: {}", message.message(), node, e.line());
                    return;
                }
                Thread.sleep(apiPause());
            }
        }
    }

    private Duration apiPause() {
        return timing.resend().compareTo(API_PAUSE) < 0 ? timing.resend() : API_PAUSE;
    }

    private boolean transmit(Message message) throws InterruptedException {
        try {
            link.send(message.withSync(false).withResource(ResourcePath.trim(message.resource())));
            sent.incrementAndGet();
            return true;
        } catch (SkepException e) {
            LOG.debug("{} did not reach {}: {}", message, node, e.getMessage());
            link.close();
            return false;
        }
    }

    /** Ends both lanes and the link; gives the acknowledged messages that were not sent. */
    List<Pending> close() {
        link.close();
        Direct left = direct.poll();
        while (left != null) {
            if (left.delivery != null) {
                left.delivery.done();
            }
            left = direct.poll();
        }
        if (!direct.offer(Direct.END)) {
            LOG.debug("the lane of {} filled up while it was closed", node);
        }
        return acks.close();
    }

    /** The session at this moment, for the shell. */
    public Row row() {
        return new Row(
                node,
                link.peer().toString(),
                since,
                keepalive,
                sent.get(),
                received.get(),
                acks.size(),
                link.skepPeer(),
                link.lane());
    }

    /** One line of {@code cloudhub:nodes}. */
    public record Row(
            String node,
            String peer,
            Instant since,
            Instant keepalive,
            long sent,
            long received,
            int waiting,
            boolean skep,
            String lane) {}
}
