package io.skep.itests.fuzz.parsers;

import io.skep.common.pki.CertificateAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import javax.security.auth.x500.X500Principal;

/** A CA with a clock that stands still, and somebody who asks it for certificates. */
final class Pki {

    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private static final byte[] ECDSA_SHA256 = {0x30, 0x0a, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};

    final CertificateAuthority ca =
            CertificateAuthority.create(CertificateAuthority.KUBEEDGE, InstantSource.fixed(NOW), new SecureRandom());
    private final KeyPair keys = keys();

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a Go edge says in its request. */
    byte[] requestInfo() {
        byte[] name = new X500Principal("CN=kubeedge.io,O=kubeEdge").getEncoded();
        return der(0x30, new byte[] {2, 1, 0}, name, keys.getPublic().getEncoded(), new byte[] {(byte) 0xa0, 0});
    }

    /** A request that says this, signed by the key of {@link #requestInfo}. */
    byte[] request(byte[] info) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(info);
            return der(0x30, info, ECDSA_SHA256, der(3, new byte[] {0}, signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length > 127) {
            int octets = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) {
                out.write(length >>> 8 * i);
            }
        } else {
            out.write(length);
        }
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}
