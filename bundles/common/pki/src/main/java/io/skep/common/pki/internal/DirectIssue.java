package io.skep.common.pki.internal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.x500.X500Principal;

/** A CA that signs clients itself, without constraints: then a signature, its name and the client's purposes say all that a path validation would. */
public final class DirectIssue {

    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final Set<String> UNDERSTOOD =
            Set.of(BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, ALTERNATIVE_NAMES);
    private static final Set<String> SIGNATURES = Set.of(
            "SHA256withECDSA",
            "SHA384withECDSA",
            "SHA512withECDSA",
            "SHA256withRSA",
            "SHA384withRSA",
            "SHA512withRSA",
            "Ed25519",
            "EdDSA");
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERT_SIGN = 5;
    private static final int REMEMBERED = 16_384;

    private final X500Principal name;
    private final PublicKey key;
    private final Map<ByteBuffer, Boolean> verified = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Null until somebody asks. */
    private CompletableFuture<Optional<NativeSignatures>> natives;

    private DirectIssue(X509Certificate ca) {
        this.name = ca.getSubjectX500Principal();
        this.key = ca.getPublicKey();
    }

    /** Empty for a CA whose certificate asks for more than this class looks at. */
    public static Optional<DirectIssue> of(X509Certificate ca) {
        boolean[] usage = ca.getKeyUsage();
        boolean plain = ca.getBasicConstraints() >= 0
                && (usage == null || usage[CERT_SIGN])
                && ca.getExtensionValue(NAME_CONSTRAINTS) == null
                && isUnderstood(ca)
                && PublicKeys.isSound(ca.getPublicKey());
        return plain ? Optional.of(new DirectIssue(ca)) : Optional.empty();
    }

    /** True for a certificate whose critical extensions and signature are of the kinds that are judged here. */
    public static boolean isPlain(X509Certificate leaf) {
        return isUnderstood(leaf) && SIGNATURES.contains(leaf.getSigAlgName());
    }

    private static boolean isUnderstood(X509Certificate certificate) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        return critical == null || UNDERSTOOD.containsAll(critical);
    }

    /** True when this CA signed it. What it signed is remembered by its digest: edges come back with the certificates that they had. */
    public boolean signed(X509Certificate leaf) {
        if (!leaf.getIssuerX500Principal().equals(name)) {
            return false;
        }
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded()));
            if (isKnown(digest)) {
                return true;
            }
            if (!isSignedNatively(leaf)) {
                leaf.verify(key);
            }
            remember(digest);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isSignedNatively(X509Certificate leaf) throws CertificateEncodingException {
        Optional<NativeSignatures> signatures = natives();
        return signatures.isPresent()
                && signatures.get().isBy(leaf.getTBSCertificate(), leaf.getSignature(), leaf.getSigAlgName());
    }

    /** Empty until the library is ready, which the first one who asks does not wait for. */
    private Optional<NativeSignatures> natives() {
        synchronized (this) {
            if (natives == null) {
                natives = CompletableFuture.supplyAsync(
                        () -> NativeSignatures.of(key),
                        task -> Thread.ofPlatform()
                                .daemon()
                                .name("native-signatures")
                                .start(task));
            }
        }
        return natives.getNow(Optional.empty());
    }

    private synchronized boolean isKnown(ByteBuffer digest) {
        return verified.get(digest) != null;
    }

    private synchronized void remember(ByteBuffer digest) {
        verified.put(digest, true);
    }

    /** True when it may sign, may be a client, and is no CA; what it says nothing about it may. */
    public static boolean isForClients(X509Certificate leaf) {
        boolean[] usage = leaf.getKeyUsage();
        if (leaf.getBasicConstraints() >= 0 || usage != null && !usage[DIGITAL_SIGNATURE]) {
            return false;
        }
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            return purposes == null || purposes.contains(CLIENT_AUTH) || purposes.contains(ANY_PURPOSE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
