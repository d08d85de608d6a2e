package io.skep.distributions.launcher.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS material of a kubeconfig for the JDK's HTTP client. Keys may be PKCS#8, SEC1 on P-256 or PKCS#1. */
final class Pem {

    private static final byte[] EC_P256 = HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private Pem() {}

    /** A context that trusts the CA and shows the client certificate, each if there is one. */
    static SSLContext context(KubeConfig config) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = null;
        if (config.certificate().isPresent() && config.key().isPresent()) {
            KeyStore store = empty();
            store.setKeyEntry(
                    "client",
                    key(config.key().get()),
                    new char[0],
                    certificates(config.certificate().get()).toArray(new Certificate[0]));
            keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
        }
        TrustManagerFactory trust = null;
        if (config.ca().isPresent()) {
            KeyStore store = empty();
            int number = 0;
            for (Certificate certificate : certificates(config.ca().get())) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
        }
        context.init(
                keys == null ? null : keys.getKeyManagers(), trust == null ? null : trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The first private key of a PEM text. */
    static PrivateKey key(String pem) throws GeneralSecurityException {
        Optional<byte[]> sec1 = block(pem, "EC PRIVATE KEY");
        if (sec1.isPresent()) {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(wrap(EC_P256, sec1.get())));
        }
        Optional<byte[]> pkcs1 = block(pem, "RSA PRIVATE KEY");
        if (pkcs1.isPresent()) {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(wrap(RSA, pkcs1.get())));
        }
        byte[] pkcs8 =
                block(pem, "PRIVATE KEY").orElseThrow(() -> new InvalidKeySpecException("no private key in PEM"));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                continue;
            }
        }
        throw new InvalidKeySpecException("unknown kind of private key");
    }

    private static Optional<byte[]> block(String pem, String label) {
        int begin = pem.indexOf("-----BEGIN " + label + "-----");
        int end = pem.indexOf("-----END " + label + "-----");
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        String body = pem.substring(begin + label.length() + 16, end);
        return Optional.of(Base64.getMimeDecoder().decode(body));
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {2, 1, 0});
        inner.writeBytes(algorithm);
        inner.writeBytes(der(4, key));
        return der(0x30, inner.toByteArray());
    }

    private static byte[] der(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 128) {
            out.write(value.length);
        } else if (value.length < 256) {
            out.write(0x81);
            out.write(value.length);
        } else {
            out.write(0x82);
            out.write(value.length >> 8);
            out.write(value.length);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }
}
