package io.skep.common.pki;

import io.skep.common.pki.internal.Keys;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and its certificate.
 *
 * @param key EC or RSA
 * @param chain the certificate first, then those that lead to its CA, if any; never empty
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {

    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity needs a certificate");
        }
    }

    /**
     * A key and a certificate from their encodings.
     *
     * @param certificate DER or PEM
     * @param key SEC1, PKCS#1 or PKCS#8 in DER or PEM
     * @throws io.skep.beehive.api.SkepException SKEP-410, SKEP-411, SKEP-412
     */
    public static Identity parse(byte[] certificate, byte[] key) {
        return Keys.identity(certificate, key);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The key as Go keeps it in the cloud's secrets: SEC1 DER for EC, PKCS#1 DER for RSA. */
    public byte[] keyDer() {
        return Keys.traditional(key, certificate().getPublicKey());
    }

    /** The certificate in DER. */
    public byte[] certificateDer() {
        return Keys.encoded(certificate());
    }

    /** Names the certificate; the key never appears in a log. */
    @Override
    public String toString() {
        return "identity " + certificate().getSubjectX500Principal().getName();
    }
}
