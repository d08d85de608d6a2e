package io.skep.common.pki;

import io.skep.common.pki.internal.Jwt;
import java.time.Instant;

/** Makes and checks join tokens with a CA's key, as KubeEdge's cloudcore does. */
public final class Tokens {

    private Tokens() {}

    /**
     * A new token: hash of the CA, then a JWT (HS256, only the claim {@code exp}) keyed with {@link CertificateAuthority#keyDer()}.
     *
     * @param expiresAt whole seconds count; KubeEdge gives twice {@code tokenRefreshDuration}
     */
    public static String create(CertificateAuthority ca, Instant expiresAt) {
        return ca.hash() + "." + Jwt.sign(expiresAt, ca.keyDer());
    }

    /**
     * Checks what an edge sent behind {@code Bearer}; in constant time as to the signature.
     *
     * @param jwt the token without its first part
     */
    public static TokenCheck check(CertificateAuthority ca, String jwt, Instant now) {
        return Jwt.check(jwt, ca.keyDer(), now);
    }
}
