package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.JoinToken;
import io.skep.common.pki.PkiError;
import io.skep.common.pki.ReloadableKeyManager;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge's certificate: loaded, asked for with a token, renewed. One thread at a time. */
final class EdgeIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeIdentity.class);

    private static final Set<ErrorCode> TOKEN_FAULTS =
            Set.of(PkiError.TOKEN_MALFORMED, PkiError.CA_HASH_MISMATCH, PkiError.TOKEN_EXPIRED, PkiError.TOKEN_REFUSED);

    /** The calls to the cloud, see {@link EdgeEnrollment}. */
    interface Enroller {
        Enrolled bootstrap(String token) throws InterruptedException;

        Enrolled rotate(Enrolled present) throws InterruptedException;
    }

    private final CertificateFiles files;
    private final TokenSource tokens;
    private final Enroller enroller;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReloadableKeyManager keys = ReloadableKeyManager.empty();
    private volatile Optional<CaTrustManager> trust = Optional.empty();
    private volatile Optional<Enrolled> present = Optional.empty();
    private volatile Instant rotateAt = Instant.MAX;
    private Optional<String> tried = Optional.empty();

    EdgeIdentity(
            CertificateFiles files,
            TokenSource tokens,
            Enroller enroller,
            InstantSource clock,
            RandomGenerator random) {
        this.files = files;
        this.tokens = tokens;
        this.enroller = enroller;
        this.clock = clock;
        this.random = random;
    }

    X509ExtendedKeyManager keys() {
        return keys;
    }

    /** Only after {@link #obtain}. */
    X509ExtendedTrustManager trust() {
        return trust.orElseThrow();
    }

    Optional<X509Certificate> certificate() {
        return present.map(enrolled -> enrolled.identity().certificate());
    }

    Instant rotateAt() {
        return rotateAt;
    }

    /**
     * Loads what was saved, or enrolls with the token. A token that names another CA than the saved one wins: somebody wants this edge to join
     * another cloud.
     *
     * @throws SkepException why the edge has no certificate; to be tried again
     */
    void obtain() throws InterruptedException {
        Optional<String> token = tokens.find();
        tried = token;
        Optional<Enrolled> kept = saved(token.isPresent());
        Optional<Enrolled> saved = kept.filter(enrolled -> !isOver(enrolled));
        if (saved.isPresent()
                && token.filter(text -> namesAnotherCa(text, saved.get())).isEmpty()) {
            tokens.discard();
            use(saved.get());
            return;
        }
        if (token.isEmpty()) {
            renewLate(kept.orElseThrow(() -> noToken("it has no valid certificate")));
            return;
        }
        try {
            enroll(token.get());
        } catch (SkepException e) {
            if (saved.isEmpty()) {
                throw e;
            }
            LOG.warn("staying with the present cloud: {}", e.line());
            use(saved.get());
        }
    }

    /** Without a token an expired certificate proves who asks, for as long as the cloud bears it; a Go cloud does not. */
    private void renewLate(Enrolled late) throws InterruptedException {
        try {
            renew(late);
        } catch (SkepException e) {
            if (e.code() != PkiError.CERTIFICATE_REFUSED) {
                throw e;
            }
            throw noToken("its certificate ended at " + end(late) + " and the cloud does not renew it ("
                    + e.getMessage().replaceFirst("\\.$", "") + ")");
        }
    }

    private SkepException noToken(String why) {
        return new SkepException(
                HubError.NO_TOKEN,
                "The edge cannot join: " + why + ", and there is no token in " + tokens.bootstrapFile() + ".");
    }

    /** True when there is another token now than the one that {@link #obtain} tried last. */
    boolean hasFreshToken() {
        return tokens.look().filter(token -> !tried.equals(Optional.of(token))).isPresent();
    }

    private void enroll(String token) throws InterruptedException {
        Enrolled enrolled = bootstrap(token);
        files.save(enrolled);
        tokens.discard();
        use(enrolled);
        LOG.info("edge joined: certificate {} valid until {}", subject(enrolled), end(enrolled));
    }

    /** What is wrong with a token names the place where the operator corrects it. */
    private Enrolled bootstrap(String token) throws InterruptedException {
        try {
            return enroller.bootstrap(token);
        } catch (SkepException e) {
            if (!TOKEN_FAULTS.contains(e.code())) {
                throw e;
            }
            throw new SkepException(
                    e.code(),
                    e.getMessage().replaceFirst("\\.$", "") + "; the token stands in " + tokens.place()
                            + ", where another one is tried at once.",
                    e);
        }
    }

    private Optional<Enrolled> saved(boolean replaceable) {
        try {
            Optional<Enrolled> saved = files.load();
            saved.ifPresent(this::tellTimes);
            return saved;
        } catch (SkepException e) {
            if (!replaceable) {
                throw e;
            }
            LOG.warn("asking for a new certificate: {}", e.line());
            return Optional.empty();
        }
    }

    private void tellTimes(Enrolled saved) {
        X509Certificate certificate = saved.identity().certificate();
        Instant begin = certificate.getNotBefore().toInstant();
        if (isOver(saved)) {
            LOG.warn("the certificate in {} ended at {}", files.certificate(), end(saved));
        } else if (begin.isAfter(clock.instant())) {
            LOG.warn(
                    "the certificate in {} begins at {}, and the clock here says {}: correct the clock",
                    files.certificate(),
                    begin,
                    clock.instant());
        }
    }

    private boolean isOver(Enrolled enrolled) {
        return !end(enrolled).isAfter(clock.instant());
    }

    private static boolean namesAnotherCa(String text, Enrolled saved) {
        try {
            return !JoinToken.parse(text).matches(saved.ca().getEncoded());
        } catch (CertificateEncodingException | SkepException e) {
            return false;
        }
    }

    private void use(Enrolled enrolled) {
        keys.replace(enrolled.identity());
        trust.ifPresentOrElse(
                manager -> manager.replace(List.of(enrolled.ca())),
                () -> trust = Optional.of(CaTrustManager.of(enrolled.ca())));
        present = Optional.of(enrolled);
        rotateAt = EdgeEnrollment.rotationDeadline(enrolled.identity().certificate(), random);
    }

    /**
     * Renews the certificate when its time has come; the next handshake uses it, the link in use stays.
     *
     * @return false when it is not yet time
     * @throws SkepException when it was time and failed; to be tried again
     */
    boolean rotateIfDue() throws InterruptedException {
        if (present.isEmpty() || clock.instant().isBefore(rotateAt)) {
            return false;
        }
        Optional<String> token = isOver(present.get()) ? tokens.find() : Optional.empty();
        if (token.isPresent()) {
            tried = token;
            enroll(token.get());
        } else {
            renew(present.get());
        }
        return true;
    }

    private void renew(Enrolled old) throws InterruptedException {
        Enrolled renewed = enroller.rotate(old);
        files.save(renewed);
        use(renewed);
        LOG.info("certificate renewed, valid until {}", end(renewed));
    }

    private static Instant end(Enrolled enrolled) {
        return enrolled.identity().certificate().getNotAfter().toInstant();
    }

    private static String subject(Enrolled enrolled) {
        return enrolled.identity().certificate().getSubjectX500Principal().getName();
    }
}
