package io.skep.itests.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.zip.ZipFile;
import javax.security.auth.x500.X500Principal;
import jdk.security.jarsigner.JarSigner;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody who signs jars in tests, with a certificate of his own or one that another one has issued. */
final class Signer {

    private final KeyPair keys;
    private final List<X509Certificate> chain;

    private Signer(KeyPair keys, List<X509Certificate> chain) {
        this.keys = keys;
        this.chain = chain;
    }

    /** A certificate authority of its own. */
    static Signer authority(String name) {
        KeyPair keys = keys();
        return new Signer(keys, List.of(issue(name, keys, name, keys, true, KeyPurposeId.anyExtendedKeyUsage, 0)));
    }

    /** One whose certificate this authority has issued, valid from some days before now for 30 days. */
    Signer issue(String name, KeyPurposeId use, int daysAgo) {
        KeyPair own = keys();
        String issuer = chain.getFirst().getSubjectX500Principal().getName().substring(3);
        return new Signer(own, List.of(issue(name, own, issuer, keys, false, use, daysAgo), chain.getFirst()));
    }

    Signer issue(String name) {
        return issue(name, KeyPurposeId.id_kp_codeSigning, 1);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate issue(
            String name, KeyPair own, String issuer, KeyPair by, boolean authority, KeyPurposeId use, int daysAgo) {
        try {
            Instant start = Instant.now().minus(Duration.ofDays(daysAgo)).minusSeconds(60);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Principal("CN=" + issuer),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(start),
                    Date.from(start.plus(Duration.ofDays(30))),
                    new X500Principal("CN=" + name),
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of a jar, signed as jarsigner does. */
    byte[] sign(Path folder, byte[] jar) throws IOException {
        Path file = Files.write(Files.createTempFile(folder, "unsigned", ".zip"), jar);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            new JarSigner.Builder(
                            keys.getPrivate(),
                            CertificateFactory.getInstance("X.509").generateCertPath(chain))
                    .build()
                    .sign(zip, out);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** A trust store with this one's certificate, after some words for people. */
    Path writePem(Path file) throws IOException, GeneralSecurityException {
        return Files.writeString(
                file,
                "# may sign\n-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(chain.getFirst().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }
}
