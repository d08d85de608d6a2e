package io.skep.cloud.cloudhub.internal.security;

import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpExchange;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFault;
import io.skep.common.pki.DeferredClientTrust;
import io.skep.common.pki.Subject;
import io.skep.common.pki.TokenCheck;
import io.skep.common.pki.Tokens;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges who asks for a certificate: a new edge by its token, one that renews by the certificate that it presents. TLS has proved that it holds the key
 * of that, so one that expired not longer ago than the grace is taken as well, unless the node is connected from another address.
 */
final class Applicants {

    private static final String BAD_TOKEN = "Invalid authorization token";
    private static final String UNVERIFIED = "failed to verify edge certificate: ";
    private static final String BEARER = "Bearer ";

    private final CertificateAuthority ca;
    private final DeferredClientTrust clients;
    private final NodeIdentity identity;
    private final TokenList tokens;
    private final Duration grace;
    private final Function<String, Optional<InetAddress>> connectedFrom;
    private final InstantSource clock;

    /** @param connectedFrom where the live session of a node comes from */
    Applicants(
            CertificateAuthority ca,
            DeferredClientTrust clients,
            NodeIdentity identity,
            TokenList tokens,
            Duration grace,
            Function<String, Optional<InetAddress>> connectedFrom,
            InstantSource clock) {
        this.ca = ca;
        this.clients = clients;
        this.identity = identity;
        this.tokens = tokens;
        this.grace = grace;
        this.connectedFrom = connectedFrom;
        this.clock = clock;
    }

    Verdict judge(HttpExchange exchange) {
        return exchange.peerCertificates().isEmpty() ? byToken(exchange) : byCertificate(exchange);
    }

    private static String named(HttpExchange exchange) {
        return exchange.findHeader("NodeName").orElse("");
    }

    private Verdict byToken(HttpExchange exchange) {
        String node = named(exchange);
        String header = exchange.findHeader("Authorization").orElse("");
        if (!header.startsWith(BEARER)) {
            return new Verdict.Refused(401, node, BAD_TOKEN, "no token");
        }
        return switch (Tokens.check(ca, header.substring(BEARER.length()).strip(), clock.instant())) {
            case TokenCheck.Malformed() -> badToken(node, "the token is malformed");
            case TokenCheck.WrongSignature() -> badToken(node, "the token is not of this CA");
            case TokenCheck.Expired(var at) -> badToken(node, "the token expired at " + at);
            case TokenCheck.Valid(var end) -> unlessRevoked(node, end);
        };
    }

    private static Verdict badToken(String node, String reason) {
        return new Verdict.Refused(400, node, BAD_TOKEN, reason);
    }

    private Verdict unlessRevoked(String node, Instant end) {
        try {
            return tokens.refusal(end).map(reason -> badToken(node, reason)).orElseGet(() -> newcomer(node));
        } catch (SkepException e) {
            return new Verdict.Refused(
                    503, node, "The token cannot be checked now, try again", "the API is away: " + e.getMessage());
        }
    }

    private Verdict newcomer(String node) {
        if (!NodeIdentity.isName(node)) {
            return new Verdict.Refused(400, node, "Invalid node name", "the header NodeName holds no valid name");
        }
        if (connectedFrom.apply(node).isPresent()) {
            return new Verdict.Refused(
                    409,
                    node,
                    "Node " + node + " is connected; its certificate is not issued again by token",
                    "it is connected");
        }
        return new Verdict.Granted(node);
    }

    private Verdict byCertificate(HttpExchange exchange) {
        List<X509Certificate> chain = exchange.peerCertificates();
        X509Certificate certificate = chain.getFirst();
        String node = Subject.findNode(certificate).orElseGet(() -> named(exchange));
        Optional<CertificateFault> fault = clients.fault(chain);
        if (fault.isPresent() && fault.get().kind() == CertificateFault.Kind.EXPIRED) {
            return late(exchange, certificate, fault.get());
        }
        if (fault.isPresent()) {
            return unverified(node, fault.get().text());
        }
        return identity.check(node, Optional.of(certificate))
                .map(reason -> unverified(node, reason))
                .orElseGet(() -> new Verdict.Granted(node));
    }

    /** A certificate of the CA whose only fault is its age. */
    private Verdict late(HttpExchange exchange, X509Certificate certificate, CertificateFault fault) {
        Optional<String> owner = Subject.findNode(certificate);
        String node = owner.orElseGet(() -> named(exchange));
        Instant last = certificate.getNotAfter().toInstant().plus(grace);
        if (owner.isEmpty() || clock.instant().isAfter(last)) {
            return unverified(
                    node,
                    fault.text() + " and may not be renewed after that for more than " + grace.toDays()
                            + " days; join with a token");
        }
        Optional<InetAddress> live = connectedFrom.apply(node);
        if (live.isPresent() && !live.get().equals(exchange.peer().getAddress())) {
            return new Verdict.Refused(
                    409,
                    node,
                    "Node " + node + " is connected from elsewhere; an expired certificate is not renewed",
                    fault.text() + ", and the node is connected from "
                            + live.get().getHostAddress());
        }
        return identity.check(node, Optional.of(certificate))
                .map(reason -> unverified(node, reason))
                .orElseGet(() -> new Verdict.Granted(node));
    }

    private static Verdict unverified(String node, String reason) {
        return new Verdict.Refused(401, node, UNVERIFIED + reason, reason);
    }
}
