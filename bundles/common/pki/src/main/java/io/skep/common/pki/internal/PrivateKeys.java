package io.skep.common.pki.internal;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** Private keys between the JDK's form (PKCS#8) and Go's (SEC1 for EC, PKCS#1 for RSA). */
final class PrivateKeys {

    private static final byte[] EC_KEY = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final byte[] RSA_KEY = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01};

    private PrivateKeys() {}

    /**
     * Reads a key in any of the three forms.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    static PrivateKey read(byte[] der) throws GeneralSecurityException {
        Der key = Der.read(der).enter(Der.SEQUENCE);
        byte[] version = key.take(Der.INTEGER);
        if (key.peek() == Der.SEQUENCE) {
            Der algorithm = key.enter(Der.SEQUENCE);
            return make(Arrays.equals(algorithm.take(Der.OID), EC_KEY) ? "EC" : "RSA", der);
        }
        if (key.peek() == Der.OCTET_STRING && version.length == 1 && version[0] == 1) {
            byte[] number = key.take(Der.OCTET_STRING);
            byte[] curve = key.enter(Der.CONTEXT_0).take(Der.OID);
            byte[] bare = Der.element(Der.SEQUENCE, Der.integer(1), Der.element(Der.OCTET_STRING, number));
            return make("EC", wrap(EC_KEY, Der.element(Der.OID, curve), bare));
        }
        return make("RSA", wrap(RSA_KEY, Der.element(Der.NULL), der));
    }

    /** The key as Go writes it. */
    static byte[] traditional(PrivateKey key, PublicKey publicKey) {
        Der pkcs8 = Der.read(key.getEncoded()).enter(Der.SEQUENCE);
        pkcs8.take(Der.INTEGER);
        Der algorithm = pkcs8.enter(Der.SEQUENCE);
        algorithm.take(Der.OID);
        if (!(key instanceof ECPrivateKey ec)) {
            return pkcs8.take(Der.OCTET_STRING);
        }
        byte[] curve = algorithm.whole();
        Der spki = Der.read(publicKey.getEncoded()).enter(Der.SEQUENCE);
        spki.take(Der.SEQUENCE);
        int size = (ec.getParams().getOrder().bitLength() + 7) / 8;
        return Der.element(
                Der.SEQUENCE,
                Der.integer(1),
                Der.element(Der.OCTET_STRING, fixed(ec.getS(), size)),
                Der.element(Der.CONTEXT_0, curve),
                Der.element(Der.CONTEXT_1, spki.whole()));
    }

    private static byte[] wrap(byte[] algorithm, byte[] parameters, byte[] key) {
        return Der.element(
                Der.SEQUENCE,
                Der.integer(0),
                Der.element(Der.SEQUENCE, Der.element(Der.OID, algorithm), parameters),
                Der.element(Der.OCTET_STRING, key));
    }

    private static PrivateKey make(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static byte[] fixed(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        byte[] result = new byte[size];
        int length = Math.min(bytes.length, size);
        System.arraycopy(bytes, bytes.length - length, result, size - length, length);
        return result;
    }
}
