package io.skep.common.pki;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.internal.AtomicFile;
import io.skep.common.pki.internal.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Where an edge keeps what it enrolled with: {@code tlsCaFile}, {@code tlsCertFile}, {@code tlsPrivateKeyFile} of edgecore.yaml.
 *
 * @param ca PEM, 0644
 * @param certificate PEM, 0644
 * @param key PEM {@code EC PRIVATE KEY} (SEC1), 0600
 */
public record CertificateFiles(Path ca, Path certificate, Path key) {

    /**
     * What was saved; empty when any of the files is missing. A {@link #save} that was cut short is finished or forgotten.
     *
     * @throws SkepException SKEP-410, SKEP-411, SKEP-412 when they are there and unusable; the sentence names the file
     */
    public Optional<EdgeEnrollment.Enrolled> load() {
        if (!Files.exists(ca) || !Files.exists(certificate) || !Files.exists(key)) {
            return Optional.empty();
        }
        X509Certificate root = Keys.certificates(Keys.readCertificate(ca)).getFirst();
        return Optional.of(new EdgeEnrollment.Enrolled(root, identity()));
    }

    private Identity identity() {
        byte[] keyBytes = Keys.readKey(key);
        try {
            return Identity.parse(Keys.readCertificate(certificate), keyBytes);
        } catch (SkepException e) {
            if (e.code() != PkiError.KEY_MISMATCH || !Files.exists(next())) {
                throw e;
            }
            Identity identity = Identity.parse(Keys.readCertificate(next()), keyBytes);
            AtomicFile.replace(next(), certificate);
            return identity;
        }
    }

    /**
     * Writes the three files. The key goes before its certificate, which waits beside it in a file {@code .next}, so that a cut at any moment
     * leaves a pair that {@link #load} accepts.
     *
     * @throws SkepException SKEP-413
     */
    public void save(EdgeEnrollment.Enrolled enrolled) {
        Identity identity = enrolled.identity();
        byte[] keyDer = identity.keyDer();
        Pem.write(ca, Pem.CERTIFICATE, Keys.encoded(enrolled.ca()), Pem.PUBLIC);
        Pem.write(next(), Pem.CERTIFICATE, identity.certificateDer(), Pem.PUBLIC);
        Pem.write(key, Keys.pemType(keyDer), keyDer, Pem.PRIVATE);
        AtomicFile.replace(next(), certificate);
    }

    private Path next() {
        return certificate.resolveSibling(certificate.getFileName() + ".next");
    }
}
