package io.skep.common.pki;

import io.skep.common.pki.internal.Issuer;
import io.skep.common.pki.internal.Keys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * A certificate authority: KubeEdge's for edges, and the embedded API's own. Thread-safe.
 *
 * <p>The CA takes from a certificate request the key and the proof that the requester holds it, and nothing else: subject, names, purposes and
 * validity are the caller's.
 */
public final class CertificateAuthority {

    /** Common name of KubeEdge's CA. */
    public static final String KUBEEDGE = "KubeEdge";

    /** KubeEdge's validity of CA and server certificates: 100 years of 365 days. */
    public static final Duration CENTURY = Duration.ofDays(36_500);

    private final X509Certificate certificate;
    private final byte[] keyDer;
    private final Issuer issuer;

    private CertificateAuthority(Identity identity, byte[] keyDer, InstantSource clock, SecureRandom random) {
        this.certificate = identity.certificate();
        this.keyDer = keyDer;
        this.issuer = new Issuer(identity, clock, random);
    }

    /**
     * A new CA: ECDSA P-256, self-signed, serial 1024, {@link #CENTURY}.
     *
     * @param commonName the whole subject; {@link #KUBEEDGE} for edges
     */
    public static CertificateAuthority create(String commonName, InstantSource clock, SecureRandom random) {
        Identity identity = Issuer.selfSigned(commonName, CENTURY, clock, random);
        return new CertificateAuthority(identity, identity.keyDer(), clock, random);
    }

    /**
     * A CA that exists.
     *
     * @param certificate DER or PEM
     * @param key SEC1, PKCS#1 or PKCS#8, DER or PEM; {@link #keyDer()} gives these very bytes back (PEM: the DER inside), because tokens are
     *     signed with them
     * @throws io.skep.beehive.api.SkepException SKEP-410, SKEP-411, SKEP-412
     */
    public static CertificateAuthority load(byte[] certificate, byte[] key, InstantSource clock, SecureRandom random) {
        return new CertificateAuthority(Identity.parse(certificate, key), Keys.der(key), clock, random);
    }

    /** As {@link #load(byte[], byte[], InstantSource, SecureRandom)} from files. */
    public static CertificateAuthority load(Path certificate, Path key, InstantSource clock, SecureRandom random) {
        return load(Keys.readCertificate(certificate), Keys.readKey(key), clock, random);
    }

    /** Writes both as PEM, the key 0600, the certificate 0644. */
    public void save(Path certificateFile, Path keyFile) {
        Pem.write(keyFile, Keys.pemType(keyDer), keyDer, Pem.PRIVATE);
        Pem.write(certificateFile, Pem.CERTIFICATE, certificateDer(), Pem.PUBLIC);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate in DER: the body of GET /ca.crt and {@code cadata} of the secret. */
    public byte[] certificateDer() {
        return Keys.encoded(certificate);
    }

    /** The key as it was loaded or made (SEC1 DER): {@code cakeydata} of the secret and HMAC key of the tokens. */
    public byte[] keyDer() {
        return keyDer.clone();
    }

    /** SHA-256 of the certificate's DER, 64 lower-case hex digits: the first part of a token. */
    public String hash() {
        return Keys.sha256(certificateDer());
    }

    /**
     * A server certificate with a new P-256 key: random 63-bit serial, purpose server authentication.
     *
     * @param subject KubeEdge's cloudcore has O=KubeEdge, CN=KubeEdge
     * @param hosts DNS names and IP literals for the subject alternative names; a blank one is ignored
     */
    public Identity issueServer(Subject subject, List<String> hosts, Duration validity) {
        return issuer.server(subject, hosts, validity);
    }

    /** A client certificate with a new P-256 key. */
    public Identity issueClient(Subject subject, Duration validity) {
        return issuer.client(subject, validity);
    }

    /**
     * Signs a certificate request.
     *
     * @param requestDer PKCS#10 in DER, signed by its own key: P-256, P-384, P-521, Ed25519 or RSA of 2048 to 8192 bits
     * @param subject what the certificate will say, whatever the request says
     * @throws io.skep.beehive.api.SkepException SKEP-409 when it is no such request
     */
    public X509Certificate sign(byte[] requestDer, Subject subject, Set<KeyPurpose> purposes, Duration validity) {
        return issuer.sign(requestDer, subject, purposes, validity);
    }

    /** True when the certificate is signed by this CA and valid now; its purposes are not looked at. */
    public boolean issued(X509Certificate other) {
        return issuer.issued(other);
    }
}
