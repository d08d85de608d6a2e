package io.skep.cloud.cloudhub.internal.security;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpHandler;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFault;
import io.skep.common.pki.DeferredClientTrust;
import io.skep.common.pki.KeyPurpose;
import io.skep.common.pki.Subject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS endpoints of port 10002: the CA, certificates for edges, reports of upgrades. */
public final class Enrollment implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Enrollment.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";

    /**
     * How long certificates live.
     *
     * @param grace for how long an expired one may still be renewed
     */
    public record Lifetimes(Duration validity, Duration grace) {}

    private final CertificateAuthority ca;
    private final DeferredClientTrust clients;
    private final NodeIdentity identity;
    private final Applicants applicants;
    private final Duration validity;
    private final Refusals refusals;

    /**
     * @param clients also the judge of the handshakes whose certificates come here
     * @param connectedFrom where the live session of a node comes from
     */
    public Enrollment(
            CertificateAuthority ca,
            DeferredClientTrust clients,
            NodeIdentity identity,
            TokenList tokens,
            Lifetimes lifetimes,
            Function<String, Optional<InetAddress>> connectedFrom,
            Refusals refusals,
            InstantSource clock) {
        this.ca = ca;
        this.clients = clients;
        this.identity = identity;
        this.applicants = new Applicants(ca, clients, identity, tokens, lifetimes.grace(), connectedFrom, clock);
        this.validity = lifetimes.validity();
        this.refusals = refusals;
    }

    @Override
    public void handle(HttpExchange exchange) {
        switch (exchange.path()) {
            case "/ca.crt" -> only("GET", exchange, () -> exchange.respond(200, BYTES, ca.certificateDer()));
            case "/edge.crt" -> only("GET", exchange, () -> issue(exchange));
            case "/nodeupgrade" -> only("POST", exchange, () -> upgraded(exchange));
            default -> text(exchange, 404, "404: Page Not Found");
        }
    }

    private static void only(String method, HttpExchange exchange, Runnable action) {
        if (exchange.method().equals(method)) {
            action.run();
        } else {
            exchange.setHeader("Allow", method);
            text(exchange, 405, "405: Method Not Allowed");
        }
    }

    private void issue(HttpExchange exchange) {
        switch (applicants.judge(exchange)) {
            case Verdict.Refused(int status, String node, String text, String reason) -> {
                refuse(exchange, Refusals.Kind.CERTIFICATE, node, reason);
                text(exchange, status, text);
            }
            case Verdict.Granted(String node) -> sign(exchange, node);
        }
    }

    private void refuse(HttpExchange exchange, Refusals.Kind kind, String node, String reason) {
        refusals.refused(kind, exchange.peer().getAddress(), node, reason);
    }

    private void sign(HttpExchange exchange, String node) {
        try {
            X509Certificate certificate = ca.sign(
                    exchange.body(),
                    Subject.node(node),
                    KeyPurpose.parse(exchange.findHeader("ExtKeyUsages").orElse("")),
                    validity);
            LOG.info("certificate issued to node {} at {}", node, exchange.peer());
            exchange.respond(200, BYTES, certificate.getEncoded());
        } catch (SkepException | CertificateEncodingException e) {
            LOG.warn("certificate for node {} at {} not issued: {}", node, exchange.peer(), e.getMessage());
            exchange.respond(200, "", new byte[0]);
        }
    }

    /** Only the node itself, proved by its certificate, says how its upgrade went. */
    private void upgraded(HttpExchange exchange) {
        Optional<CertificateFault> fault = clients.fault(exchange.peerCertificates());
        if (fault.isPresent()) {
            refuse(exchange, Refusals.Kind.REPORT, "", fault.get().text());
            text(
                    exchange,
                    401,
                    "a client certificate of this cloud is required: "
                            + fault.get().text());
            return;
        }
        Optional<UpgradeReport> report = UpgradeReport.parse(exchange.body());
        if (report.isEmpty()) {
            text(exchange, 400, "the body is no upgrade report");
            return;
        }
        String node = report.get().node();
        Optional<String> stranger =
                identity.check(node, Optional.of(exchange.peerCertificates().getFirst()));
        if (stranger.isPresent()) {
            refuse(exchange, Refusals.Kind.REPORT, node, stranger.get());
            text(exchange, 403, "the report is not of this node: " + stranger.get());
            return;
        }
        LOG.info(
                "upgrade {} reported by node {}; upgrade jobs are not built yet",
                report.get().id(),
                node);
        text(exchange, 200, "ok");
    }

    private static void text(HttpExchange exchange, int status, String text) {
        exchange.respond(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }
}
