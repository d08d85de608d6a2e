package io.skep.common.pki.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.Identity;
import io.skep.common.pki.JoinToken;
import io.skep.common.pki.PkiError;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The two requests of an edge to port 10002. */
public final class EnrollmentClient {

    private static final int MAX_QUOTE = 200;

    private final URI server;
    private final String nodeName;
    private final Duration timeout;
    private final InstantSource clock;
    private final SecureRandom random;

    public EnrollmentClient(URI server, String nodeName, Duration timeout, InstantSource clock, SecureRandom random) {
        if (!"https".equalsIgnoreCase(server.getScheme()) || server.getHost() == null) {
            throw new SkepException(
                    PkiError.SERVER_UNREACHABLE,
                    "The edge cannot enroll because " + server + " is no https://host:port.");
        }
        this.server = server;
        this.nodeName = nodeName;
        this.timeout = timeout;
        this.clock = clock;
        this.random = random;
    }

    /** CA by hash, then a certificate by token. */
    public Enrolled bootstrap(JoinToken token) throws InterruptedException {
        X509Certificate ca = fetchCa(token);
        Answer answer = request(
                ca, ReloadableKeyManager.empty(), builder -> builder.header("Authorization", "Bearer " + token.jwt()));
        if (answer.status() == 401 || answer.status() == 400) {
            throw refusedToken(token, answer);
        }
        return accept(ca, answer);
    }

    /** A certificate by certificate. */
    public Enrolled rotate(Enrolled present) throws InterruptedException {
        Answer answer = request(present.ca(), ReloadableKeyManager.of(present.identity()), UnaryOperator.identity());
        return accept(present.ca(), answer);
    }

    private X509Certificate fetchCa(JoinToken token) throws InterruptedException {
        FirstContact firstContact = new FirstContact();
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/ca.crt"))
                .timeout(timeout)
                .GET()
                .build();
        HttpResponse<byte[]> response =
                new OneRequest(server, timeout).send(request, ReloadableKeyManager.empty(), firstContact);
        if (response.statusCode() != 200) {
            throw refused("its CA certificate", response.statusCode(), response.body());
        }
        if (!token.matches(response.body())) {
            throw new SkepException(
                    PkiError.CA_HASH_MISMATCH,
                    "The edge did not join because the CA certificate from " + server
                            + " is not the one that its token names.");
        }
        X509Certificate ca = Keys.certificates(response.body()).getFirst();
        try {
            firstContact.verify(ca, server.getHost());
        } catch (CertificateException e) {
            throw OneRequest.untrusted(server, e);
        }
        return ca;
    }

    private Answer request(X509Certificate ca, ReloadableKeyManager keys, UnaryOperator<HttpRequest.Builder> proof)
            throws InterruptedException {
        KeyPair pair = Keys.generate(random);
        byte[] csr = Requests.make(pair, Subject.node(nodeName));
        HttpRequest.Builder builder = HttpRequest.newBuilder(server.resolve("/edge.crt"))
                .timeout(timeout)
                .header("NodeName", nodeName)
                .method("GET", HttpRequest.BodyPublishers.ofByteArray(csr));
        HttpResponse<byte[]> response =
                new OneRequest(server, timeout).send(proof.apply(builder).build(), keys, CaTrustManager.of(ca));
        return new Answer(pair, response.statusCode(), response.body());
    }

    private Enrolled accept(X509Certificate ca, Answer answer) {
        if (answer.status() != 200) {
            throw refused("a certificate", answer.status(), answer.body());
        }
        if (answer.body().length == 0) {
            throw unusable("without one, as a Go cloudcore does when it cannot sign");
        }
        X509Certificate certificate = Keys.certificates(answer.body()).getFirst();
        if (!Keys.belong(answer.keys().getPrivate(), certificate.getPublicKey())) {
            throw unusable("with a certificate for another key");
        }
        try {
            certificate.verify(ca.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw unusable("with a certificate that its CA has not signed");
        }
        return new Enrolled(ca, new Identity(answer.keys().getPrivate(), List.of(certificate)));
    }

    private SkepException refusedToken(JoinToken token, Answer answer) {
        Optional<Instant> end = token.expiresAt().filter(at -> at.isBefore(clock.instant()));
        return end.map(at -> new SkepException(
                        PkiError.TOKEN_EXPIRED,
                        server + " refused the token of edge " + nodeName + " because it expired at " + at + "."))
                .orElseGet(() -> new SkepException(
                        PkiError.TOKEN_REFUSED,
                        server + " refused the token of edge " + nodeName + ": " + quote(answer.body()) + "."));
    }

    private SkepException refused(String what, int status, byte[] body) {
        return new SkepException(
                PkiError.CERTIFICATE_REFUSED,
                server + " refused " + what + " to edge " + nodeName + " with status " + status + ": " + quote(body)
                        + ".");
    }

    private SkepException unusable(String how) {
        return new SkepException(
                PkiError.CERTIFICATE_MISSING,
                "Edge " + nodeName + " asked " + server + " for a certificate, which answered " + how + ".");
    }

    private static String quote(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, MAX_QUOTE), StandardCharsets.UTF_8);
        String clean = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return clean.isEmpty() ? "no reason given" : clean;
    }

    private record Answer(KeyPair keys, int status, byte[] body) {}
}
