package io.skep.cloud.cloudhub.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.cloud.cloudhub.internal.security.NodeIdentity;
import io.skep.cloud.cloudhub.internal.security.Refusals;
import io.skep.cloud.cloudhub.internal.security.UpstreamGuard;
import io.skep.cloud.cloudhub.internal.session.Admissions;
import io.skep.cloud.cloudhub.internal.session.Counts;
import io.skep.cloud.cloudhub.internal.session.Counts.Refusal;
import io.skep.cloud.cloudhub.internal.session.NodeSession;
import io.skep.cloud.cloudhub.internal.session.Sessions;
import io.skep.common.model.Json;
import io.skep.common.transport.Admission;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns links into sessions and carries what edges send to the bus. */
final class HubLinks implements LinkHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HubLinks.class);

    private static final Duration FULL = Duration.ofSeconds(30);

    private final ModuleContext context;
    private final Sessions sessions;
    private final NodeIdentity identity;
    private final Refusals refusals;
    private final Admissions admissions;
    private final Counts counts;
    private final Map<Link, NodeSession> byLink = new ConcurrentHashMap<>();
    private final Set<String> absent = ConcurrentHashMap.newKeySet();

    HubLinks(
            ModuleContext context,
            Sessions sessions,
            NodeIdentity identity,
            Refusals refusals,
            Admissions admissions,
            Counts counts) {
        this.context = context;
        this.sessions = sessions;
        this.identity = identity;
        this.refusals = refusals;
        this.admissions = admissions;
        this.counts = counts;
    }

    /** Identity first: who may not be that node learns nothing else. */
    @Override
    public Admission admit(LinkRequest request) throws InterruptedException {
        Optional<String> fault = identity.check(request.nodeId(), request.peerCertificate());
        if (fault.isPresent()) {
            return refuse(request, Refusal.IDENTITY, 403, fault.get(), Duration.ZERO);
        }
        if (!sessions.hasRoom(request.nodeId())) {
            return refuse(request, Refusal.NODE_LIMIT, 503, "the limit of nodes is reached", FULL);
        }
        Optional<Duration> later = admissions.enter(request.nodeId());
        return later.isEmpty()
                ? Admission.ACCEPTED
                : refuse(request, Refusal.BUSY, 503, "too many edges come at the same time", later.get());
    }

    private Admission refuse(LinkRequest request, Refusal kind, int status, String reason, Duration retryAfter) {
        counts.refused(kind);
        if (kind == Refusal.BUSY) {
            LOG.debug("connection of node {} from {} put off: {}", request.nodeId(), request.peer(), reason);
        } else {
            refusals.refused(Refusals.Kind.CONNECTION, request.peer().getAddress(), request.nodeId(), reason);
        }
        return new Admission.Refused(
                status, "Connection of node " + request.nodeId() + " refused: " + reason, retryAfter);
    }

    @Override
    public void refused(InetSocketAddress peer, String reason) {
        refusals.refused(Refusals.Kind.TLS, peer.getAddress(), "", reason);
    }

    @Override
    public void connected(Link link) {
        sessions.open(link.nodeId(), link).ifPresentOrElse(session -> start(link, session), () -> {
            refusals.refused(
                    Refusals.Kind.CONNECTION, link.peer().getAddress(), link.nodeId(), "the limit of nodes is reached");
            link.close();
        });
        admissions.entered(link.nodeId());
    }

    private void start(Link link, NodeSession session) {
        byLink.put(link, session);
        refusals.admitted(session.node(), link.peer().getAddress());
        LOG.info("node {} connected from {}{}", session.node(), link.peer(), link.skepPeer() ? ", a Skep edge" : "");
        announce(session.node(), "connected");
    }

    @Override
    public void received(Link link, Message message) throws InterruptedException {
        NodeSession session = byLink.get(link);
        if (session == null || session.isOver()) {
            return;
        }
        session.countReceived();
        Optional<String> fault = UpstreamGuard.fault(session.node(), message);
        if (fault.isPresent()) {
            refusals.refused(Refusals.Kind.MESSAGE, link.peer().getAddress(), session.node(), fault.get());
            return;
        }
        switch (Upstream.parse(session.node(), message)) {
            case Upstream.Keepalive() -> session.keepAlive();
            case Upstream.Acknowledged(String id) -> session.acknowledged(id);
            case Upstream.Failed(String id) -> {
                LOG.debug("node {} could not store message {}", session.node(), id);
                session.failed(id);
            }
            case Upstream.Answer(Message answer) -> {
                if (!context.respond(answer)) {
                    LOG.debug("nobody waits for {} of node {}", answer, session.node());
                }
            }
            case Upstream.ToModule(String module, Message forward) ->
                forward(session, module, () -> context.send(module, forward), forward);
            case Upstream.ToGroup(String group, Message forward) ->
                forward(session, group, () -> context.sendToGroup(group, forward), forward);
            case Upstream.Ignored(String reason) ->
                LOG.debug("{} of node {} ignored: {}", message, session.node(), reason);
        }
    }

    /** That there is no such module is said once for each: KubeEdge has modules that are not built, or switched off. */
    private void forward(NodeSession session, String taker, Send send, Message message) throws InterruptedException {
        session.enter();
        try {
            send.run();
        } catch (BusException e) {
            if (e.code() == BusError.UNKNOWN_MODULE || e.code() == BusError.UNKNOWN_GROUP) {
                if (absent.add(taker)) {
                    LOG.info(
                            "{} of node {} is dropped, as all that is for {}: no such module is here",
                            message,
                            session.node(),
                            taker);
                }
            } else {
                LOG.warn("{} of node {} dropped: {}", message, session.node(), e.line());
            }
        } finally {
            session.leave();
        }
    }

    @Override
    public void disconnected(Link link, String reason) {
        NodeSession session = byLink.remove(link);
        if (session != null) {
            LOG.info("node {} disconnected: {}", session.node(), reason);
            sessions.end(session);
            if (sessions.find(session.node()).isEmpty()) {
                announce(session.node(), "disconnected");
            }
        }
    }

    /** Tells the controllers that a node came or went, in KubeEdge's form. */
    private void announce(String node, String operation) {
        ObjectNode content = Json.object();
        content.put("client_id", node).put("event_type", operation).put("timestamp", System.currentTimeMillis() / 1000);
        Message message = Message.of("cloudhub", "resource", operation, "node/" + node, Json.writeBytes(content));
        try {
            context.sendToGroup("edgecontroller", message);
        } catch (BusException e) {
            LOG.debug("nobody takes that node {} is {}", node, operation);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One call of the bus. */
    private interface Send {
        void run() throws InterruptedException;
    }
}
