package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.HubError;
import io.skep.cloud.cloudhub.internal.session.AckQueue.Offer;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Downstream.Once;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import io.skep.common.model.ResourcePath;
import io.skep.common.transport.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected edge: what waits for it and the pump that writes it to the link. The pump runs on a thread of its own only while there is something
 * to write; a slow link holds up nobody else.
 */
public final class NodeSession implements Deadlines.Sleeper {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

    private static final String LINE = "{}";
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

    private final String node;
    private final Link link;
    private final Works works;
    private final Outbound outbound;
    private final Share share;
    private final Instant since;
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile Instant keepalive;
    private volatile Instant busySince;
    private volatile boolean over;
    private Instant toldFull = Instant.EPOCH;

    NodeSession(String node, Link link, Works works) {
        this.node = node;
        this.link = link;
        this.works = works;
        this.outbound =
                new Outbound(works.timing(), works.windows().open(link.skepPeer()), Works.MOST_WAITING, works.counts());
        this.share = works.share();
        this.since = works.now();
        this.keepalive = since;
    }

    public String node() {
        return node;
    }

    public Link link() {
        return link;
    }

    /** True when another session has taken its place or it has ended: what its link still brings concerns nobody. */
    public boolean isOver() {
        return over;
    }

    /** A keepalive message came. */
    public synchronized void keepAlive() {
        keepalive = works.now();
    }

    /** True when no keepalive has come for too long. While the hub itself keeps the link waiting, nothing can come. */
    boolean isSilent() {
        return busySince == null
                && Duration.between(keepalive, works.now())
                                .compareTo(works.timing().keepalive())
                        > 0;
    }

    /** The hub was held up for so long: that is not the edge's silence. */
    synchronized void excuse(Duration lost) {
        keepalive = keepalive.plus(lost);
    }

    /** A frame came. */
    public void countReceived() {
        received.incrementAndGet();
    }

    /** From now on the link's thread may be kept waiting by the cloud. */
    public void enter() {
        busySince = works.now();
    }

    /** The link is read again. */
    public void leave() {
        Instant began = busySince;
        busySince = null;
        excuse(Duration.between(began, works.now()));
    }

    /** The edge acknowledged the message with this id. */
    public void acknowledged(String id) {
        outbound.acknowledged(id, works.now()).ifPresent(works.recorder()::acknowledged);
        wake();
    }

    /** The edge could not store the message with this id. Go edges do not say which it was; a Go cloud lets it wait for its repetition. */
    public void failed(String id) {
        if (link.skepPeer()) {
            outbound.failed(id, works.now());
            wake();
        }
    }

    /** Takes a message for the direct lane; ends the session when the edge reads so slowly that the lane is full. */
    void send(Once once, Delivery delivery) {
        Held held = share.take(delivery);
        if (outbound.offer(once.message(), held)) {
            wake();
        } else {
            held.done();
            if (!over) {
                String why = "Node " + node + " does not read: " + Works.MOST_WAITING
                        + " answers wait for it, its session is ended.";
                LOG.warn(LINE, new SkepException(HubError.EDGE_DEAF, why).line());
                link.close();
            }
        }
    }

    /** Takes a message into the node's custody. */
    Held hold(Delivery delivery) {
        return share.take(delivery);
    }

    /** Takes over what an earlier session of the node has left. */
    void takeOver(List<Left> rest) {
        for (Left left : rest) {
            Held held = left.held().orElseGet(share::nothing);
            if (!send(left.message(), held)) {
                held.done();
            }
        }
    }

    /** Takes a message for the acknowledged lane; false when the session is over. */
    boolean send(Acked message, Held held) {
        if (outbound.isFull()) {
            tellFull();
            works.postpone(message, held);
            return true;
        }
        Offer offer = outbound.offer(message, held, works.now());
        switch (offer) {
            case OLD -> held.done();
            case TAKEN -> wake();
            case UNRECORDED -> works.record(message, version -> recorded(message.key(), version));
            case CLOSED -> LOG.debug("{} comes too late for this session of {}", message.message(), node);
        }
        return offer != Offer.CLOSED;
    }

    /** Once a minute. */
    private synchronized void tellFull() {
        Instant now = works.now();
        if (now.isBefore(toldFull.plus(TELL_AGAIN))) {
            return;
        }
        toldFull = now;
        String why = Works.MOST_WAITING + " messages wait for node " + node
                + "; what comes more is sent by synccontroller when there is room.";
        LOG.warn(LINE, new SkepException(HubError.QUEUE_FULL, why).line());
    }

    private void recorded(String key, long version) {
        outbound.recorded(key, version, works.now());
        wake();
    }

    /** There may be something to write. */
    @Override
    public void wake() {
        if (signals.getAndIncrement() == 0) {
            works.start("hub-node-" + node, this::pump);
        }
    }

    private void pump() throws InterruptedException {
        int seen;
        do {
            seen = signals.get();
            drain();
        } while (!signals.compareAndSet(seen, 0));
    }

    private void drain() throws InterruptedException {
        Optional<Message> next = outbound.next(works.now());
        while (next.isPresent() && transmit(next.get())) {
            next = outbound.next(works.now());
        }
        if (!over) {
            outbound.wakeAt().ifPresent(at -> works.deadlines().schedule(this, at));
        }
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

    /** Ends the session and its link; gives the reliable messages that were not acknowledged. */
    List<Left> close() {
        over = true;
        works.deadlines().forget(this);
        link.close();
        return outbound.close();
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
                outbound.waiting(),
                outbound.inFlight(),
                outbound.window(),
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
            int inFlight,
            int window,
            boolean skep,
            String lane) {}
}
