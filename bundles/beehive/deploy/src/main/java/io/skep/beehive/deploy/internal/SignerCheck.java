package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether somebody who has signed is trusted now: the chain of certificates ends in the trust store and the first one may sign code. */
final class SignerCheck {

    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_USE = "2.5.29.37.0";

    private final Set<X509Certificate> trusted;
    private final Date now;

    SignerCheck(Set<X509Certificate> trusted, Instant now) {
        this.trusted = trusted;
        this.now = Date.from(now);
    }

    /** @throws SkepException {@code NOT_TRUSTED}, {@code CERTIFICATE_EXPIRED} */
    void check(StoredJar jar, CodeSigner signer) {
        List<X509Certificate> chain = signer.getSignerCertPath().getCertificates().stream()
                .map(X509Certificate.class::cast)
                .toList();
        String who = chain.getFirst().getSubjectX500Principal().getName();
        try {
            checkUse(chain.getFirst());
            checkPath(chain);
        } catch (CertPathValidatorException e) {
            boolean outOfTime = e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID;
            throw failure(outOfTime ? DeployError.CERTIFICATE_EXPIRED : DeployError.NOT_TRUSTED, jar, who, e);
        } catch (GeneralSecurityException e) {
            throw failure(DeployError.NOT_TRUSTED, jar, who, e);
        }
    }

    private static SkepException failure(DeployError code, StoredJar jar, String who, Exception why) {
        String reason = code == DeployError.CERTIFICATE_EXPIRED
                ? "whose certificate is not valid now"
                : "who is not trusted (" + Reasons.of(why) + ")";
        return new SkepException(
                code,
                "The jar of " + jar.symbolicName() + " " + jar.version() + " from " + jar.origin() + " was signed by "
                        + who + ", " + reason + ".",
                why);
    }

    /** A certificate that says what it is for must say that it is for signing. */
    private static void checkUse(X509Certificate certificate) throws CertificateException {
        List<String> uses = certificate.getExtendedKeyUsage();
        boolean[] keys = certificate.getKeyUsage();
        if (uses != null && !uses.contains(CODE_SIGNING) && !uses.contains(ANY_USE) || keys != null && !keys[0]) {
            throw new CertificateException("its certificate is not for signing code");
        }
    }

    private void checkPath(List<X509Certificate> chain) throws GeneralSecurityException {
        List<X509Certificate> path = new ArrayList<>(chain);
        if (trusted.contains(path.getFirst())) {
            checkTime(path.getFirst());
            return;
        }
        while (path.size() > 1 && trusted.contains(path.getLast())) {
            path.removeLast();
        }
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate certificate : trusted) {
            anchors.add(new TrustAnchor(certificate, null));
        }
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(now);
        CertPath certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
        CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
    }

    private void checkTime(X509Certificate certificate) throws CertPathValidatorException {
        try {
            certificate.checkValidity(now);
        } catch (CertificateException e) {
            throw new CertPathValidatorException("not valid now", e, null, -1, BasicReason.EXPIRED);
        }
    }
}
