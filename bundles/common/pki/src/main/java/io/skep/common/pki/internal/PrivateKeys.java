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

    enum Form {
        SEC1,
        PKCS1,
        PKCS8
    }

    /**
     * The form of a key.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    static Form form(byte[] der) {
        Der key = Der.read(der).enter(Der.SEQUENCE);
        key.take(Der.INTEGER);
        return switch (key.peek()) {
            case Der.SEQUENCE -> Form.PKCS8;
            case Der.OCTET_STRING -> Form.SEC1;
            case Der.INTEGER -> Form.PKCS1;
            default -> throw new IllegalArgumentException("no private key");
        };
    }

    /**
     * Reads a key in any of the three forms.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    static PrivateKey read(byte[] der) throws GeneralSecurityException {
        return switch (form(der)) {
            case PKCS8 -> make(Arrays.equals(algorithm(der), EC_KEY) ? "EC" : "RSA", der);
            case SEC1 -> make("EC", pkcs8(der));
            case PKCS1 -> make("RSA", wrap(RSA_KEY, Der.element(Der.NULL), der));
        };
    }

    private static byte[] algorithm(byte[] pkcs8) {
        Der key = Der.read(pkcs8).enter(Der.SEQUENCE);
        key.take(Der.INTEGER);
        return key.enter(Der.SEQUENCE).take(Der.OID);
    }

    private static byte[] pkcs8(byte[] sec1) {
        Der key = Der.read(sec1).enter(Der.SEQUENCE);
        key.take(Der.INTEGER);
        byte[] number = key.take(Der.OCTET_STRING);
        byte[] curve = key.enter(Der.CONTEXT_0).take(Der.OID);
        byte[] bare = Der.element(Der.SEQUENCE, Der.integer(1), Der.element(Der.OCTET_STRING, number));
        return wrap(EC_KEY, Der.element(Der.OID, curve), bare);
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
