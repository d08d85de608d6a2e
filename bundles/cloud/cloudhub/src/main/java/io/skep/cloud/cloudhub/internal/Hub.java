package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SteadyClock;
import io.skep.cloud.cloudhub.internal.security.Enrollment;
import io.skep.cloud.cloudhub.internal.security.HubCertificates;
import io.skep.cloud.cloudhub.internal.security.KeyPins;
import io.skep.cloud.cloudhub.internal.security.NodeIdentity;
import io.skep.cloud.cloudhub.internal.security.Refusals;
import io.skep.cloud.cloudhub.internal.security.TokenList;
import io.skep.cloud.cloudhub.internal.security.TokenRenewal;
import io.skep.cloud.cloudhub.internal.session.Admissions;
import io.skep.cloud.cloudhub.internal.session.Counts;
import io.skep.cloud.cloudhub.internal.session.Downstream;
import io.skep.cloud.cloudhub.internal.session.NodeSession;
import io.skep.cloud.cloudhub.internal.session.ObjectSyncs;
import io.skep.cloud.cloudhub.internal.session.Sessions;
import io.skep.cloud.cloudhub.internal.uds.UnixSocketServer;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import io.skep.common.http.HttpTls;
import io.skep.common.model.Json;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.ClientJudge;
import io.skep.common.pki.DeferredClientTrust;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import io.skep.common.transport.spi.OptionalLane;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the hub, from the certificates to the last closed link. What {@link #start} opened, {@link #close} closes in reverse. */
final class Hub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration QUICK = Duration.ofMillis(40);
    private static final int QUICK_LOOKS = 75;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration FLUSH = Duration.ofSeconds(2);
    private static final int MAX_REQUEST = 3 * 1024 * 1024;

    private final HubSettings settings;
    private final KubeClient kube;
    private final ModuleContext context;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Refusals refusals;
    private final TokenList tokenList;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Counts counts;
    private Sessions sessions;
    private volatile TokenRenewal tokens;
    private Admissions admissions;
    private Optional<LinkServer> linkServer = Optional.empty();
    private Optional<QuicServer> quicServer = Optional.empty();
    private Optional<HttpServer> httpServer = Optional.empty();
    private Optional<UnixSocketServer> unixSocket = Optional.empty();

    Hub(
            HubSettings settings,
            KubeClient kube,
            ModuleContext context,
            Refusals refusals,
            Counts counts,
            InstantSource clock,
            SecureRandom random) {
        this.settings = settings;
        this.kube = kube;
        this.context = context;
        this.counts = counts;
        this.clock = clock;
        this.random = random;
        this.refusals = refusals;
        this.tokenList = new TokenList(kube, clock);
    }

    /** Waits for the API, prepares certificates and token, listens. */
    void start(Links links, OptionalLane quic, HttpServers https) throws InterruptedException {
        HubCertificates certificates = await(() -> {
            Crds.define(kube);
            return HubCertificates.prepare(settings.certificates(), kube, clock, random);
        });
        TokenRenewal renewal = new TokenRenewal(
                certificates.ca(), kube, tokenList, settings.tokenFile(), settings.tokenInterval(), clock);
        await(renewal::renew);
        tokens = renewal;
        NodeIdentity identity = new NodeIdentity(
                settings.acceptSharedIdentity() ? Optional.of(await(() -> KeyPins.load(kube))) : Optional.empty());
        ObjectSyncs syncs = open(new ObjectSyncs(kube));
        syncs.awaitSync();
        SteadyClock steady = new SteadyClock();
        sessions = new Sessions(
                context::fork, syncs, settings.timing(), settings.windows(), counts, steady, settings.nodeLimit());
        admissions = new Admissions(settings.admissionLimit(), steady, random);
        context.fork("hub-token", renewal::run);
        takeVolumeCalls();
        context.fork("hub-keepalive", this::sweep);
        context.fork("hub-deadlines", sessions::watch);
        listen(links, quic, https, certificates, identity);
        opened.push(this::closeSessions);
    }

    private void listen(
            Links links, OptionalLane quic, HttpServers https, HubCertificates certificates, NodeIdentity identity) {
        ReloadableKeyManager keys = ReloadableKeyManager.of(certificates.server());
        List<X509Certificate> cas = List.of(certificates.ca().certificate());
        DeferredClientTrust applicants = new DeferredClientTrust(ClientJudge.of(cas, clock));
        Enrollment enrollment = new Enrollment(
                certificates.ca(),
                applicants,
                identity,
                tokenList,
                settings.lifetimes(),
                node -> sessions.find(node).map(session -> session.link().peer().getAddress()),
                refusals,
                clock);
        HttpServerOptions options = HttpServerOptions.of(
                        "cloudhub-https",
                        settings.https().host(),
                        settings.https().port())
                .withTls(new HttpTls(keys, Optional.of(applicants), false))
                .withMaxBodyBytes(MAX_REQUEST);
        httpServer = Optional.of(open(https.open(options, enrollment)));
        HubLinks handler = new HubLinks(context, sessions, identity, refusals, admissions, counts);
        CaTrustManager clients = CaTrustManager.of(cas, clock);
        settings.websocket()
                .ifPresent(endpoint ->
                        linkServer = Optional.of(open(links.listen(options(endpoint, keys, clients), handler))));
        settings.quic().ifPresent(endpoint -> {
            quicServer = Optional.of(open(new QuicServer(quic, options(endpoint, keys, clients), handler)));
            context.fork("hub-quic", quicServer.get()::run);
        });
    }

    private void takeVolumeCalls() {
        settings.unixSocket().ifPresent(address -> {
            UnixSocketServer socket = open(new UnixSocketServer(
                    address, context, node -> sessions.find(node).isPresent(), new SteadyClock()));
            unixSocket = Optional.of(socket);
            context.fork("hub-unix-socket", socket::run);
        });
    }

    private static LinkServerOptions options(
            HubSettings.Endpoint endpoint, ReloadableKeyManager keys, CaTrustManager clients) {
        return new LinkServerOptions(
                endpoint.host(), endpoint.port(), keys, clients, LinkLimits.of(Json.MAX_LENGTH, HANDSHAKE));
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Takes messages for edges until the module is stopped. */
    void carry() throws InterruptedException {
        while (true) {
            Delivery delivery = context.take();
            Optional<Downstream> message = Downstream.parse(delivery.message());
            if (message.isPresent()) {
                sessions.dispatch(message.get(), delivery);
            } else {
                LOG.warn("{} dropped: it names no node", delivery.message());
                delivery.done();
            }
        }
    }

    private void sweep() throws InterruptedException {
        while (true) {
            Thread.sleep(Sessions.SWEEP);
            sessions.sweep();
            unixSocket.ifPresent(UnixSocketServer::sweep);
        }
    }

    private static <T> T await(ApiWork<T> work) throws InterruptedException {
        int looks = 0;
        while (true) {
            try {
                return work.run();
            } catch (KubeException e) {
                if (!e.isOutage() && !e.isConflict()) {
                    throw e;
                }
                if (looks == QUICK_LOOKS) {
                    LOG.info("waiting for the Kubernetes API: {}", e.line());
                }
                Thread.sleep(pause(looks++));
            }
        }
    }

    /** Short while an API that starts beside us is to be expected, then doubled up to 5 s. */
    static Duration pause(int looks) {
        if (looks < QUICK_LOOKS) {
            return QUICK;
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(looks - QUICK_LOOKS, 10));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** What edges have acknowledged is recorded if the API answers at once; what has nobody else to keep it goes back to the mailbox. */
    private void closeSessions() {
        boolean interrupted = Thread.interrupted();
        List<Message> orphans = sessions.close(FLUSH);
        int kept = 0;
        try {
            for (Message orphan : orphans) {
                context.send(context.name(), orphan);
                kept++;
            }
        } catch (BusException | InterruptedException e) {
            LOG.warn(
                    "{} messages for edges are left to the next comparison: {}", orphans.size() - kept, e.getMessage());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A step that needs the API. */
    private interface ApiWork<T> {
        T run();
    }

    List<NodeSession.Row> nodes() {
        return sessions.all().stream()
                .map(NodeSession::row)
                .sorted(Comparator.comparing(NodeSession.Row::node))
                .toList();
    }

    /** Gives out and revokes tokens; empty until the hub has its CA. */
    Optional<JoinTokens> tokens() {
        return Optional.ofNullable(tokens).map(renewal -> new JoinTokens(tokenList, renewal));
    }

    /** Messages on their way to edges. */
    int inFlight() {
        return sessions.inFlight();
    }

    /** Edges that are being let in or wait for it. */
    int admissionQueue() {
        return admissions.queue();
    }

    /** Records that wait to be written to the API. */
    int recordsWaiting() {
        return sessions.recordsWaiting();
    }

    int linkPort() {
        return linkServer.map(LinkServer::port).orElse(0);
    }

    int quicPort() {
        return quicServer.map(QuicServer::port).orElse(0);
    }

    int httpsPort() {
        return httpServer.map(HttpServer::port).orElse(0);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("closing a part of the hub failed", e);
            }
        }
    }
}
