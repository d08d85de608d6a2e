package io.skep.common.pki;

import io.skep.common.pki.internal.Anchors;
import io.skep.common.pki.internal.DirectIssue;
import io.skep.common.pki.internal.PublicKeys;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the certificates of clients: issued by one of the CAs, valid now, for a client, with a key that is strong enough. A certificate that a plain CA
 * signed itself takes one check of a signature; everything else goes through the JDK's path validation. Thread-safe.
 */
public final class ClientJudge {

    private static final int LONGEST_CHAIN = 8;

    private final List<DirectIssue> issuers;
    private final X509ExtendedTrustManager paths;
    private final InstantSource clock;

    private ClientJudge(List<X509Certificate> cas, InstantSource clock) {
        this.issuers = cas.stream().flatMap(ca -> DirectIssue.of(ca).stream()).toList();
        this.paths = Anchors.trustManager(cas);
        this.clock = clock;
    }

    public static ClientJudge of(List<X509Certificate> cas, InstantSource clock) {
        return new ClientJudge(cas, clock);
    }

    /**
     * What is wrong with the chain; empty when the client may be believed. {@link CertificateFault.Kind#EXPIRED} is said only of a certificate that is
     * in order otherwise.
     *
     * @param chain the client's own certificate first
     */
    public Optional<CertificateFault> fault(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return fault(CertificateFault.Kind.MISSING, "it came without a certificate");
        }
        X509Certificate leaf = chain.getFirst();
        if (chain.size() > LONGEST_CHAIN) {
            return fault(CertificateFault.Kind.FOREIGN, "its chain has more than " + LONGEST_CHAIN + " certificates");
        }
        if (!PublicKeys.isSound(leaf.getPublicKey())) {
            return fault(CertificateFault.Kind.KEY, "its certificate's key is of a kind or size that is not accepted");
        }
        Optional<CertificateFault> fault = DirectIssue.isPlain(leaf) ? direct(leaf) : byPath(chain);
        return fault.isPresent() ? fault : validity(leaf);
    }

    private Optional<CertificateFault> direct(X509Certificate leaf) {
        for (DirectIssue issuer : issuers) {
            if (issuer.signed(leaf)) {
                return DirectIssue.isForClients(leaf) ? Optional.empty() : notForClients();
            }
        }
        return byPath(List.of(leaf));
    }

    private Optional<CertificateFault> byPath(List<X509Certificate> chain) {
        try {
            paths.checkClientTrusted(
                    chain.toArray(X509Certificate[]::new),
                    chain.getFirst().getPublicKey().getAlgorithm());
            return DirectIssue.isForClients(chain.getFirst()) ? Optional.empty() : notForClients();
        } catch (CertificateException e) {
            return Optional.of(named(chain.getFirst(), e));
        }
    }

    /** The time of an intermediate may be over as well; then the whole chain is foreign, not the client late. */
    private CertificateFault named(X509Certificate leaf, CertificateException failure) {
        boolean late = Anchors.find(failure, CertificateExpiredException.class).isPresent()
                || Anchors.find(failure, CertificateNotYetValidException.class).isPresent();
        return late && validity(leaf).isPresent()
                ? new CertificateFault(
                        CertificateFault.Kind.FOREIGN, "its certificate is not valid now and comes with a chain")
                : new CertificateFault(CertificateFault.Kind.FOREIGN, "its certificate is signed by unknown authority");
    }

    private static Optional<CertificateFault> notForClients() {
        return fault(CertificateFault.Kind.PURPOSE, "its certificate is not for clients");
    }

    private Optional<CertificateFault> validity(X509Certificate leaf) {
        Instant now = clock.instant();
        Instant begin = leaf.getNotBefore().toInstant();
        Instant end = leaf.getNotAfter().toInstant();
        if (now.isBefore(begin)) {
            return fault(
                    CertificateFault.Kind.NOT_YET_VALID,
                    "its certificate begins at " + begin + ", and the clock here says " + now);
        }
        return now.isAfter(end)
                ? fault(CertificateFault.Kind.EXPIRED, "its certificate expired at " + end)
                : Optional.empty();
    }

    private static Optional<CertificateFault> fault(CertificateFault.Kind kind, String text) {
        return Optional.of(new CertificateFault(kind, text));
    }
}
