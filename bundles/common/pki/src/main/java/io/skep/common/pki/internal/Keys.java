package io.skep.common.pki.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Pem;
import io.skep.common.pki.PkiError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads and compares keys and certificates; no Bouncy Castle. */
public final class Keys {

    private static final int MAX_FILE = 1024 * 1024;

    private Keys() {}

    static KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no P-256", e);
        }
    }

    /** The bytes of a file with a key. */
    public static byte[] readKey(Path file) {
        return read(file, PkiError.KEY_UNREADABLE, "The private key");
    }

    /** The bytes of a file with a certificate. */
    public static byte[] readCertificate(Path file) {
        return read(file, PkiError.CERTIFICATE_UNREADABLE, "The certificate");
    }

    private static byte[] read(Path file, PkiError code, String what) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE + 1);
            if (bytes.length > MAX_FILE) {
                throw new SkepException(code, what + " in " + file + " is longer than 1 MiB.");
            }
            return bytes;
        } catch (IOException e) {
            throw new SkepException(code, what + " in " + file + " could not be read.", e);
        }
    }

    /** Key and certificate, proved to belong together. */
    public static Identity identity(byte[] certificate, byte[] key) {
        List<X509Certificate> chain = certificates(certificate);
        PrivateKey privateKey = privateKey(key);
        if (!belong(privateKey, chain.getFirst().getPublicKey())) {
            throw new SkepException(
                    PkiError.KEY_MISMATCH,
                    "The private key does not belong to the certificate of "
                            + chain.getFirst().getSubjectX500Principal().getName() + ".");
        }
        return new Identity(privateKey, chain);
    }

    /** All certificates of a PEM text, or the one in DER; at least one. */
    public static List<X509Certificate> certificates(byte[] pemOrDer) {
        List<byte[]> ders = new ArrayList<>();
        for (Pem.Block block : blocks(pemOrDer)) {
            if (block.type().equals(Pem.CERTIFICATE)) {
                ders.add(block.der());
            }
        }
        if (ders.isEmpty()) {
            ders.add(pemOrDer);
        }
        return ders.stream().map(Keys::certificate).toList();
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new SkepException(
                    PkiError.CERTIFICATE_UNREADABLE, "What was given as a certificate is none that can be read.", e);
        }
    }

    /** The key in DER: the content of the first private-key block, or the bytes themselves. */
    public static byte[] der(byte[] pemOrDer) {
        return blocks(pemOrDer).stream()
                .filter(block -> block.type().endsWith(Pem.PRIVATE_KEY))
                .findFirst()
                .map(Pem.Block::der)
                .orElseGet(pemOrDer::clone);
    }

    /** The PEM type that names the form of a key in DER. */
    public static String pemType(byte[] keyDer) {
        return switch (PrivateKeys.form(keyDer)) {
            case SEC1 -> Pem.EC_PRIVATE_KEY;
            case PKCS1 -> Pem.RSA_PRIVATE_KEY;
            case PKCS8 -> Pem.PRIVATE_KEY;
        };
    }

    private static PrivateKey privateKey(byte[] pemOrDer) {
        try {
            return PrivateKeys.read(der(pemOrDer));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SkepException(
                    PkiError.KEY_UNREADABLE, "What was given as a private key is none that can be read.", e);
        }
    }

    private static List<Pem.Block> blocks(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == Der.SEQUENCE
                ? List.of()
                : Pem.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** As {@link Identity#keyDer()}. */
    public static byte[] traditional(PrivateKey key, PublicKey publicKey) {
        return PrivateKeys.traditional(key, publicKey);
    }

    /** The certificate in DER. */
    public static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    /** Lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    /** True when what one signs the other verifies. */
    static boolean belong(PrivateKey key, PublicKey publicKey) {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(signatureAlgorithm(key));
            byte[] text = "skep".getBytes(StandardCharsets.US_ASCII);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static String signatureAlgorithm(PrivateKey key) {
        return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    }
}
