package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import io.skep.common.transport.Link;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connected edges, one session a node. A new session of a node takes the place of the old one; what belongs to the old one afterwards touches
 * the old one only.
 */
public final class Sessions {

    /** How often {@link #sweep} is to be called. */
    public static final Duration SWEEP = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int WRITERS = 16;

    private final Works works;
    private final Absent absent;
    private final int limit;
    private final Map<String, NodeSession> byNode = new ConcurrentHashMap<>();
    private Instant swept;

    /**
     * @param starter starts the threads that write to links and to the API
     * @param limit most nodes at a time
     */
    public Sessions(
            Starter starter,
            ObjectSyncs syncs,
            Timing timing,
            Windows windows,
            Counts counts,
            InstantSource clock,
            int limit) {
        Recorder recorder = new Recorder(syncs, starter, WRITERS, timing.patience());
        this.works = new Works(
                syncs,
                recorder,
                new Deadlines(clock),
                timing,
                windows,
                counts,
                new Share.Total(Works.TOTAL_SHARE),
                clock,
                starter);
        this.absent = new Absent(works, this::sendIfConnected);
        this.limit = limit;
        this.swept = clock.instant();
    }

    /** The watch for repetitions, until it is interrupted. */
    public void watch() throws InterruptedException {
        works.deadlines().run();
    }

    /** Wakes what is due now: the watch's work for a test that moves the clock. */
    void fire() {
        works.deadlines().fire();
    }

    /** True when a session of this node would be opened now. */
    public synchronized boolean hasRoom(String node) {
        return byNode.containsKey(node) || byNode.size() < limit;
    }

    /** Starts a session on a link; empty when the limit is reached. An older session of the node is ended. */
    public synchronized Optional<NodeSession> open(String node, Link link) {
        if (!hasRoom(node)) {
            return Optional.empty();
        }
        NodeSession session = new NodeSession(node, link, works);
        NodeSession old = byNode.put(node, session);
        if (old != null) {
            LOG.info(
                    "node {} connected anew from {}; its connection from {} is closed",
                    node,
                    link.peer(),
                    old.link().peer());
            session.takeOver(old.close());
        }
        return Optional.of(session);
    }

    /**
     * Ends a session; the node's place is freed unless a newer session has it.
     *
     * @return true when the node has no session any more because of this
     */
    public boolean end(NodeSession session) {
        boolean last = byNode.remove(session.node(), session);
        finish(session);
        return last;
    }

    /** What waits and has its record is synccontroller's from now on; the rest gets it. */
    private void finish(NodeSession session) {
        for (Left left : session.close()) {
            if (left.unrecorded()) {
                works.record(left.message(), version -> left.held().ifPresent(Held::done));
            } else {
                left.held().ifPresent(Held::done);
            }
        }
    }

    public Optional<NodeSession> find(String node) {
        return Optional.ofNullable(byNode.get(node));
    }

    public Collection<NodeSession> all() {
        return List.copyOf(byNode.values());
    }

    /** Ends the sessions that sent no keepalive in time. Time that the hub itself was not able to work in does not count. */
    public void sweep() {
        Instant now = works.now();
        Duration late = Duration.between(swept, now).minus(SWEEP);
        swept = now;
        for (NodeSession session : byNode.values()) {
            if (late.compareTo(SWEEP) > 0) {
                session.excuse(late);
            }
            if (session.isSilent()) {
                LOG.info(
                        "node {} sent no keepalive for {} s; its session is ended",
                        session.node(),
                        works.timing().keepalive().toSeconds());
                end(session);
            }
        }
    }

    /** Hands a message to its node's session. Without one, reliable messages are recorded, so that they are sent once the node is back. */
    public void dispatch(Downstream message, Delivery delivery) {
        NodeSession session = byNode.get(message.node());
        switch (message) {
            case Downstream.Once once when session != null -> session.send(once, delivery);
            case Downstream.Once once -> {
                LOG.debug("{} dropped: node {} is not connected", once.message(), once.node());
                delivery.done();
            }
            case Downstream.Acked acked
            when session != null -> {
                Held held = session.hold(delivery);
                if (!session.send(acked, held)) {
                    absent.take(acked, held);
                }
            }
            case Downstream.Acked acked -> absent.take(acked, delivery);
            case Downstream.NodeGone gone -> {
                if (session != null) {
                    LOG.info("node {} was deleted; its session is ended", gone.node());
                    end(session);
                }
                delivery.done();
            }
            case Downstream.Refused refused -> {
                LOG.warn("{} for {} dropped: {}", delivery.message(), refused.node(), refused.reason());
                delivery.done();
            }
        }
    }

    private boolean sendIfConnected(Acked message, Held held) {
        NodeSession session = byNode.get(message.node());
        if (session == null) {
            return false;
        }
        return session.send(message, held);
    }

    /** Messages on their way to edges. */
    public int inFlight() {
        return byNode.values().stream()
                .mapToInt(session -> session.row().inFlight())
                .sum();
    }

    /** Records that wait to be written to the API. */
    public int recordsWaiting() {
        return works.recorder().waiting();
    }

    /**
     * Ends all sessions and records, as long as the time lasts, what edges have acknowledged.
     *
     * @return what the bus does not keep by itself and is to be sent to the hub again
     */
    public List<Message> close(Duration time) {
        List<Message> orphans = new ArrayList<>(absent.close());
        for (NodeSession session : byNode.values()) {
            byNode.remove(session.node(), session);
            session.close().forEach(left -> left.held().flatMap(Held::orphan).ifPresent(orphans::add));
        }
        works.recorder().flush(time);
        return orphans;
    }
}
