package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SteadyClock;
import io.skep.cloud.cloudhub.internal.security.AnyClient;
import io.skep.cloud.cloudhub.internal.security.Enrollment;
import io.skep.cloud.cloudhub.internal.security.HubCertificates;
import io.skep.cloud.cloudhub.internal.security.KeyPins;
import io.skep.cloud.cloudhub.internal.security.NodeIdentity;
import io.skep.cloud.cloudhub.internal.security.TokenRenewal;
import io.skep.cloud.cloudhub.internal.session.Downstream;
import io.skep.cloud.cloudhub.internal.session.NodeSession;
import io.skep.cloud.cloudhub.internal.session.ObjectSyncs;
import io.skep.cloud.cloudhub.internal.session.Sessions;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import io.skep.common.http.HttpTls;
import io.skep.common.model.Json;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.transport.LinkLimits;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import io.skep.common.transport.spi.OptionalLane;
import java.security.SecureRandom;
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
    private static final int MAX_REQUEST = 1024 * 1024;

    private final HubSettings settings;
    private final KubeClient kube;
    private final ModuleContext context;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Sessions sessions;
    private Optional<LinkServer> linkServer = Optional.empty();
    private Optional<QuicServer> quicServer = Optional.empty();
    private Optional<HttpServer> httpServer = Optional.empty();

    Hub(HubSettings settings, KubeClient kube, ModuleContext context, InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.kube = kube;
        this.context = context;
        this.clock = clock;
        this.random = random;
    }

    /** Waits for the API, prepares certificates and token, listens. */
    void start(Links links, OptionalLane quic, HttpServers https) throws InterruptedException {
        HubCertificates certificates = await(() -> {
            Crds.define(kube);
            return HubCertificates.prepare(settings.certificates(), kube, clock, random);
        });
        TokenRenewal tokens =
                new TokenRenewal(certificates.ca(), kube, settings.tokenFile(), settings.tokenInterval(), clock);
        await(() -> {
            tokens.renew();
            return true;
        });
        NodeIdentity identity = new NodeIdentity(
                settings.acceptSharedIdentity() ? Optional.of(await(() -> KeyPins.load(kube))) : Optional.empty());
        ObjectSyncs syncs = open(new ObjectSyncs(kube));
        syncs.awaitSync();
        sessions = new Sessions(context, syncs, settings.timing(), new SteadyClock(), settings.nodeLimit());
        opened.push(sessions::close);
        context.fork("hub-token", tokens::run);
        context.fork("hub-keepalive", this::sweep);
        listen(links, quic, https, certificates, identity);
    }

    private void listen(
            Links links, OptionalLane quic, HttpServers https, HubCertificates certificates, NodeIdentity identity) {
        ReloadableKeyManager keys = ReloadableKeyManager.of(certificates.server());
        Enrollment enrollment = new Enrollment(
                certificates.ca(),
                identity,
                settings.certificateValidity(),
                node -> sessions.find(node).isPresent(),
                clock);
        HttpServerOptions options = HttpServerOptions.of(
                        "cloudhub-https",
                        settings.https().host(),
                        settings.https().port())
                .withTls(new HttpTls(keys, Optional.of(new AnyClient()), false))
                .withMaxBodyBytes(MAX_REQUEST);
        httpServer = Optional.of(open(https.open(options, enrollment)));
        HubLinks handler = new HubLinks(context, sessions, identity);
        CaTrustManager clients = CaTrustManager.of(certificates.ca().certificate());
        settings.websocket()
                .ifPresent(endpoint ->
                        linkServer = Optional.of(open(links.listen(options(endpoint, keys, clients), handler))));
        settings.quic().ifPresent(endpoint -> {
            quicServer = Optional.of(open(new QuicServer(quic, options(endpoint, keys, clients), handler)));
            context.fork("hub-quic", quicServer.get()::run);
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
            Thread.sleep(Duration.ofSeconds(1));
            sessions.sweep();
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
