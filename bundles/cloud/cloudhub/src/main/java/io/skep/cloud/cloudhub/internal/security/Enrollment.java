package io.skep.cloud.cloudhub.internal.security;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpHandler;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.KeyPurpose;
import io.skep.common.pki.Subject;
import io.skep.common.pki.TokenCheck;
import io.skep.common.pki.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS endpoints of port 10002: the CA, certificates for edges, reports of upgrades. */
public final class Enrollment implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Enrollment.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";
    private static final String BAD_TOKEN = "Invalid authorization token";
    private static final String BEARER = "Bearer ";

    private final CertificateAuthority ca;
    private final CaTrustManager clients;
    private final NodeIdentity identity;
    private final Duration validity;
    private final Predicate<String> connected;
    private final InstantSource clock;

    /** @param connected whether a node has a live session */
    public Enrollment(
            CertificateAuthority ca,
            NodeIdentity identity,
            Duration validity,
            Predicate<String> connected,
            InstantSource clock) {
        this.ca = ca;
        this.clients = CaTrustManager.of(ca.certificate());
        this.identity = identity;
        this.validity = validity;
        this.connected = connected;
        this.clock = clock;
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
        Verdict verdict = exchange.peerCertificates().isEmpty() ? byToken(exchange) : byCertificate(exchange);
        switch (verdict) {
            case Verdict.Refused(int status, String text, String reason) -> {
                LOG.warn("certificate for {} refused: {}", exchange.peer(), reason);
                text(exchange, status, text);
            }
            case Verdict.Granted(String node) -> sign(exchange, node);
        }
    }

    /** Whether a certificate is issued and to whom. */
    private sealed interface Verdict {

        record Granted(String node) implements Verdict {}

        record Refused(int status, String text, String reason) implements Verdict {}
    }

    private Verdict byToken(HttpExchange exchange) {
        String header = exchange.findHeader("Authorization").orElse("");
        if (!header.startsWith(BEARER)) {
            return new Verdict.Refused(401, BAD_TOKEN, "no token");
        }
        return switch (Tokens.check(ca, header.substring(BEARER.length()).strip(), clock.instant())) {
            case TokenCheck.Malformed() -> new Verdict.Refused(400, BAD_TOKEN, "the token is malformed");
            case TokenCheck.WrongSignature() -> new Verdict.Refused(400, BAD_TOKEN, "the token is not of this CA");
            case TokenCheck.Expired(var at) -> new Verdict.Refused(400, BAD_TOKEN, "the token expired at " + at);
            case TokenCheck.Valid(var ignored) ->
                named(exchange.findHeader("NodeName").orElse(""));
        };
    }

    private Verdict named(String node) {
        if (!NodeIdentity.isName(node)) {
            return new Verdict.Refused(400, "Invalid node name", "the header NodeName holds no valid name");
        }
        if (connected.test(node)) {
            return new Verdict.Refused(
                    409,
                    "Node " + node + " is connected; its certificate is not issued again by token",
                    node + " is connected");
        }
        return new Verdict.Granted(node);
    }

    private Verdict byCertificate(HttpExchange exchange) {
        X509Certificate certificate = exchange.peerCertificates().getFirst();
        Optional<String> fault = verify(exchange.peerCertificates());
        if (fault.isPresent()) {
            return new Verdict.Refused(401, "failed to verify edge certificate: " + fault.get(), fault.get());
        }
        String node = Subject.findNode(certificate)
                .or(() -> exchange.findHeader("NodeName"))
                .orElse("");
        return identity.check(node, Optional.of(certificate))
                .<Verdict>map(
                        reason -> new Verdict.Refused(401, "failed to verify edge certificate: " + reason, reason))
                .orElseGet(() -> new Verdict.Granted(node));
    }

    private Optional<String> verify(List<X509Certificate> chain) {
        try {
            clients.checkClientTrusted(
                    chain.toArray(X509Certificate[]::new),
                    chain.getFirst().getPublicKey().getAlgorithm());
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of("certificate signed by unknown authority, expired or not for clients");
        }
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

    private void upgraded(HttpExchange exchange) {
        if (exchange.peerCertificates().isEmpty()
                || verify(exchange.peerCertificates()).isPresent()) {
            text(exchange, 401, "a client certificate is required");
            return;
        }
        LOG.info("upgrade reported by {}; upgrade jobs are not built yet", exchange.peer());
        text(exchange, 200, "ok");
    }

    private static void text(HttpExchange exchange, int status, String text) {
        exchange.respond(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }
}
