package io.skep.common.pki;

import io.skep.common.pki.internal.EnrollmentClient;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How an edge gets its certificate from a cloud's port 10002, Skep's or Go's. Blocking; to be called on a virtual thread. Nothing is written to
 * disk: see {@link CertificateFiles}.
 *
 * <p>Errors of all calls: SKEP-405 refused with another status, SKEP-406 answered without a certificate (a Go cloud that cannot sign),
 * SKEP-407 unreachable, SKEP-408 the server's certificate is not this CA's or not for this host, SKEP-414 answer too long.
 */
public final class EdgeEnrollment {

    /** Connect timeout and time of a whole request, as in KubeEdge. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final EnrollmentClient client;

    /**
     * @param httpServer {@code https://host:port}
     * @param nodeName sent as header {@code NodeName}; the cloud writes it into the certificate
     * @param timeout of each request, usually {@link #TIMEOUT}
     */
    public EdgeEnrollment(URI httpServer, String nodeName, Duration timeout, InstantSource clock, SecureRandom random) {
        this.client = new EnrollmentClient(httpServer, nodeName, timeout, clock, random);
    }

    /**
     * What an edge needs to dial.
     *
     * @param ca verifies the cloud
     * @param identity what the edge presents
     */
    public record Enrolled(X509Certificate ca, Identity identity) {

        /** Names both, on one line. */
        @Override
        public String toString() {
            return identity + " of CA " + ca.getSubjectX500Principal().getName();
        }
    }

    /**
     * Fetches the CA, compares its hash with the token, verifies that the server which sent it holds a certificate of it for this host, makes a
     * P-256 key and has it signed.
     *
     * @throws io.skep.beehive.api.SkepException SKEP-401 token malformed, SKEP-402 CA hash mismatch, SKEP-403 token expired, SKEP-404 token
     *     refused
     */
    public Enrolled bootstrap(String token) throws InterruptedException {
        return client.bootstrap(JoinToken.parse(token));
    }

    /** Has a new key signed, the present certificate as the proof of who asks. */
    public Enrolled rotate(Enrolled present) throws InterruptedException {
        return client.rotate(present);
    }

    /** When to rotate: at a random point between 70 and 90 % of the certificate's life. */
    public static Instant rotationDeadline(X509Certificate certificate, RandomGenerator random) {
        Instant start = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(start, certificate.getNotAfter().toInstant());
        double share = 0.7 + 0.2 * random.nextDouble();
        return start.plusMillis(Math.round(life.toMillis() * share));
    }

    /**
     * How long to wait after the n-th failed rotation: 2 s doubled each time, with up to a tenth on top; from the fifth on 32 s.
     *
     * @param failures 1 for the first
     */
    public static Duration retryDelay(int failures, RandomGenerator random) {
        if (failures >= 5) {
            return Duration.ofSeconds(32);
        }
        long millis = 2_000L << Math.max(0, failures - 1);
        return Duration.ofMillis(millis + (long) (millis * 0.1 * random.nextDouble()));
    }
}
