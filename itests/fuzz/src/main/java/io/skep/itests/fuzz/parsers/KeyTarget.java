package io.skep.itests.fuzz.parsers;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Pem;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/**
 * Certificates and keys in PEM or DER, from files, secrets and the answers of a cloud. The first two bytes say how long the certificate is; the rest is
 * the key. What cannot be read has one of three codes; what can be read can be written and read again.
 */
public final class KeyTarget implements Target {

    private final Pki pki = new Pki();

    @Override
    public String name() {
        return "key";
    }

    @Override
    public void run(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int length = Math.min(input.length - 2, (input[0] & 0xff) << 8 | input[1] & 0xff);
        byte[] certificate = Arrays.copyOfRange(input, 2, 2 + length);
        byte[] key = Arrays.copyOfRange(input, 2 + length, input.length);
        load(certificate, key);
        load(pki.ca.certificateDer(), key);
        load(certificate, pki.ca.keyDer());
        Pem.parse(new String(input, StandardCharsets.ISO_8859_1));
    }

    private static void load(byte[] certificate, byte[] key) {
        try {
            CertificateAuthority ca =
                    CertificateAuthority.load(certificate, key, InstantSource.fixed(Instant.EPOCH), new SecureRandom());
            Identity again = Identity.parse(ca.certificateDer(), ca.keyDer());
            Finding.unless(again.certificate().equals(ca.certificate()), "a certificate is read as another one");
            again.keyDer();
        } catch (SkepException e) {
            Finding.unless(e.line().matches("(?s)SKEP-41[012] .*"), e.line());
        }
    }

    @Override
    public List<byte[]> seeds() {
        byte[] certificate = pki.ca.certificateDer();
        byte[] key = pki.ca.keyDer();
        return List.of(
                both(certificate, key),
                both(pem(Pem.CERTIFICATE, certificate), pem(Pem.EC_PRIVATE_KEY, key)),
                both(pem(Pem.CERTIFICATE, certificate), pem(Pem.PRIVATE_KEY, key)),
                both(new byte[0], key),
                both(certificate, new byte[] {0x30, (byte) 0x83, -1, -1, -1}));
    }

    private static byte[] pem(String type, byte[] der) {
        return Seeds.bytes(Pem.format(type, der));
    }

    private static byte[] both(byte[] certificate, byte[] key) {
        byte[] input = new byte[2 + certificate.length + key.length];
        input[0] = (byte) (certificate.length >>> 8);
        input[1] = (byte) certificate.length;
        System.arraycopy(certificate, 0, input, 2, certificate.length);
        System.arraycopy(key, 0, input, 2 + certificate.length, key.length);
        return input;
    }
}
