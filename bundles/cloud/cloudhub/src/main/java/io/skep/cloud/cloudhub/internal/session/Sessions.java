package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.ModuleContext;
import io.skep.cloud.cloudhub.internal.session.AckQueue.Pending;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.kube.KubeException;
import io.skep.common.transport.Link;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connected edges, one session a node. A new session of a node takes the place of the old one; what belongs to the old one afterwards touches
 * the old one only.
 */
public final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int RECORDERS = 16;

    private final ModuleContext context;
    private final ObjectSyncs syncs;
    private final Timing timing;
    private final InstantSource clock;
    private final int limit;
    private final Map<String, NodeSession> byNode = new ConcurrentHashMap<>();
    private final Semaphore recorders = new Semaphore(RECORDERS);

    /** @param limit most nodes at a time */
    public Sessions(ModuleContext context, ObjectSyncs syncs, Timing timing, InstantSource clock, int limit) {
        this.context = context;
        this.syncs = syncs;
        this.timing = timing;
        this.clock = clock;
        this.limit = limit;
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
        NodeSession session = new NodeSession(node, link, syncs, timing, clock);
        NodeSession old = byNode.put(node, session);
        if (old != null) {
            LOG.info(
                    "node {} connected anew from {}; its connection from {} is closed",
                    node,
                    link.peer(),
                    old.link().peer());
            finish(old);
        }
        context.fork("hub-direct-" + node, session::runDirect);
        context.fork("hub-acked-" + node, session::runAcked);
        return Optional.of(session);
    }

    /** Ends a session; the node's place is freed unless a newer session has it. */
    public void end(NodeSession session) {
        byNode.remove(session.node(), session);
        finish(session);
    }

    private void finish(NodeSession session) {
        for (Pending pending : session.close()) {
            record(pending.message(), pending.delivery());
        }
    }

    public Optional<NodeSession> find(String node) {
        return Optional.ofNullable(byNode.get(node));
    }

    public Collection<NodeSession> all() {
        return List.copyOf(byNode.values());
    }

    /** Ends the sessions that sent no keepalive in time. */
    public void sweep() {
        for (NodeSession session : byNode.values()) {
            if (session.isSilent()) {
                LOG.info(
                        "node {} sent no keepalive for {} s; its session is ended",
                        session.node(),
                        timing.keepalive().toSeconds());
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
                if (!session.send(acked, delivery)) {
                    delivery.done();
                }
            }
            case Downstream.Acked acked -> record(acked, delivery);
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

    private void record(Acked message, Delivery delivery) {
        if (message.answer() || message.removal() || message.uid().isEmpty()) {
            delivery.done();
            return;
        }
        recorders.acquireUninterruptibly();
        context.fork("hub-record-" + message.node(), () -> {
            try {
                syncs.prepare(message);
                delivery.done();
            } catch (KubeException e) {
                LOG.warn("{} for the absent node {} is not recorded: {}", message.message(), message.node(), e.line());
                delivery.done();
            } finally {
                recorders.release();
            }
        });
    }

    /** Ends all sessions. */
    public void close() {
        for (NodeSession session : byNode.values()) {
            byNode.remove(session.node(), session);
            session.close();
        }
    }
}
