package io.skep.common.pki.internal;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Which public keys are strong enough, and short enough to be worked with. */
public final class PublicKeys {

    static final int MIN_RSA_BITS = 2048;
    static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 32;
    private static final int MIN_EC_BITS = 256;
    private static final int MAX_EC_BITS = 521;

    private PublicKeys() {}

    /** EC of 256 to 521 bits, RSA of 2048 to 8192 bits with a short exponent, Ed25519. */
    public static boolean isSound(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec -> {
                int bits = ec.getParams().getOrder().bitLength();
                yield bits >= MIN_EC_BITS && bits <= MAX_EC_BITS;
            }
            case RSAPublicKey rsa -> {
                int bits = rsa.getModulus().bitLength();
                yield bits >= MIN_RSA_BITS
                        && bits <= MAX_RSA_BITS
                        && rsa.getPublicExponent().bitLength() <= MAX_EXPONENT_BITS;
            }
            case EdECPublicKey ed -> ed.getParams().getName().equals("Ed25519");
            default -> false;
        };
    }
}
