package io.skep.cloud.apiserver.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Pem;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API's own CA and what it issues: the server's certificate and the administrator's. The edges' CA is another one. */
final class ApiPki {

    private static final Duration SERVER_VALIDITY = Duration.ofDays(365);
    private static final Duration ADMIN_VALIDITY = Duration.ofDays(3650);
    private static final Duration MARGIN = Duration.ofDays(30);
    private static final Subject SERVER = new Subject("Skep", "skep-apiserver");
    private static final Subject ADMIN = new Subject(Subject.MASTERS, "skep-admin");

    private final Path folder;
    private final CertificateAuthority ca;
    private final Clock clock;

    private ApiPki(Path folder, CertificateAuthority ca, Clock clock) {
        this.folder = folder;
        this.ca = ca;
        this.clock = clock;
    }

    /** Loads the CA, or makes it at the first start. */
    static ApiPki open(Path folder, Clock clock, SecureRandom random) {
        Path certificate = folder.resolve("ca.crt");
        Path key = folder.resolve("ca.key");
        try {
            PrivateFiles.folder(folder);
        } catch (IOException e) {
            throw new SkepException(
                    ApiServerError.FILE_UNWRITABLE,
                    "Cannot create the API's certificate folder " + folder + ": " + e + ".",
                    e);
        }
        if (Files.exists(certificate) && Files.exists(key)) {
            return new ApiPki(folder, CertificateAuthority.load(certificate, key, clock, random), clock);
        }
        CertificateAuthority fresh = CertificateAuthority.create("skep-api-ca", clock, random);
        fresh.save(certificate, key);
        return new ApiPki(folder, fresh, clock);
    }

    CertificateAuthority ca() {
        return ca;
    }

    String caPem() {
        return Pem.format(Pem.CERTIFICATE, ca.certificateDer());
    }

    /** A certificate for this address, and for the names by which pods know the API. */
    Identity server(String address) {
        Set<String> hosts = new LinkedHashSet<>(List.of(
                address,
                "127.0.0.1",
                "::1",
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local"));
        return ca.issueServer(SERVER, List.copyOf(hosts), SERVER_VALIDITY);
    }

    /** The administrator's identity: kept over restarts while it is valid for long enough. */
    Identity admin() {
        Path certificate = folder.resolve("admin.crt");
        Path key = folder.resolve("admin.key");
        return load(certificate, key).filter(this::isGood).orElseGet(() -> {
            Identity fresh = ca.issueClient(ADMIN, ADMIN_VALIDITY);
            Pem.write(key, Pem.EC_PRIVATE_KEY, fresh.keyDer(), Pem.PRIVATE);
            Pem.write(certificate, Pem.CERTIFICATE, fresh.certificateDer(), Pem.PUBLIC);
            return fresh;
        });
    }

    private static Optional<Identity> load(Path certificate, Path key) {
        try {
            return Files.exists(certificate) && Files.exists(key)
                    ? Optional.of(Identity.parse(Files.readAllBytes(certificate), Files.readAllBytes(key)))
                    : Optional.empty();
        } catch (IOException | SkepException e) {
            return Optional.empty();
        }
    }

    private boolean isGood(Identity identity) {
        return ca.issued(identity.certificate()) && !isAging(identity);
    }

    /** True when a certificate is to be renewed. */
    boolean isAging(Identity identity) {
        Instant end = identity.certificate().getNotAfter().toInstant();
        return clock.instant().plus(MARGIN).isAfter(end);
    }
}
