package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The certificates of who may sign bundles: a PEM or PKCS#12 file that is read for each check, so that a change counts at once. */
final class TrustStore {

    private static final int MOST_BYTES = 1 << 20;
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    private final Path file;
    private final char[] password;

    /**
     * @param file null when none is configured
     * @param password of a PKCS#12 file; null if it has none
     */
    TrustStore(Path file, String password) {
        this.file = file;
        this.password = password == null ? null : password.toCharArray();
    }

    /** @throws SkepException {@code TRUST_STORE} when there is no usable certificate in it */
    Set<X509Certificate> read() {
        if (file == null) {
            throw failure("none is configured", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw failure(file + " is larger than 1 MiB", null);
            }
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            Set<X509Certificate> found = text.contains(PEM) ? pem(text) : pkcs12(bytes);
            if (found.isEmpty()) {
                throw failure(file + " holds no certificate", null);
            }
            return found;
        } catch (IOException | GeneralSecurityException e) {
            throw failure(file + " cannot be read: " + Reasons.of(e), e);
        }
    }

    private static SkepException failure(String why, Exception cause) {
        return new SkepException(
                DeployError.TRUST_STORE, "The trust store of bundle signatures cannot be used: " + why + ".", cause);
    }

    /** Text around the certificates is skipped. */
    private static Set<X509Certificate> pem(String text) throws GeneralSecurityException {
        Set<X509Certificate> found = new HashSet<>();
        byte[] bytes = text.substring(text.indexOf(PEM)).getBytes(StandardCharsets.ISO_8859_1);
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
            found.add((X509Certificate) certificate);
        }
        return found;
    }

    private Set<X509Certificate> pkcs12(byte[] bytes) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password);
        Set<X509Certificate> found = new HashSet<>();
        List<String> aliases = new ArrayList<>(Collections.list(store.aliases()));
        for (String alias : aliases) {
            if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                found.add(certificate);
            }
        }
        return found;
    }
}
