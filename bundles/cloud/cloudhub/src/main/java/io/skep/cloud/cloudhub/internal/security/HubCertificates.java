package io.skep.cloud.cloudhub.internal.security;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.HubError;
import io.skep.cloud.kube.KubeClient;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CA and the server certificate of the hub: files win, then the secrets, else they are made; whatever is used is in the secrets afterwards.
 *
 * @param ca KubeEdge's CA
 * @param server what edges see
 */
public record HubCertificates(CertificateAuthority ca, Identity server) {

    private static final Logger LOG = LoggerFactory.getLogger(HubCertificates.class);
    private static final Subject SERVER = new Subject("KubeEdge", "KubeEdge");
    private static final int DNS = 2;
    private static final int IP = 7;

    /**
     * Where local files may be and whom the server certificate is for.
     *
     * @param hosts IP addresses and DNS names
     */
    public record Source(Path caFile, Path caKeyFile, Path certFile, Path keyFile, List<String> hosts) {}

    /**
     * Finds or makes them.
     *
     * @throws io.skep.cloud.kube.KubeException when the secrets cannot be read or written
     * @throws SkepException SKEP-530 when only one file of a pair is there, SKEP-410 to SKEP-412 when they are unusable
     */
    public static HubCertificates prepare(Source source, KubeClient kube, InstantSource clock, SecureRandom random) {
        Secrets secrets = new Secrets(kube);
        secrets.prepare();
        CertificateAuthority ca = authority(source, secrets, clock, random);
        return new HubCertificates(ca, server(source, secrets, ca));
    }

    private static CertificateAuthority authority(
            Source source, Secrets secrets, InstantSource clock, SecureRandom random) {
        if (hasPair(source.caFile, source.caKeyFile)) {
            CertificateAuthority ca = CertificateAuthority.load(source.caFile, source.caKeyFile, clock, random);
            secrets.put("casecret", data(ca));
            return ca;
        }
        Optional<CertificateAuthority> stored = secrets.find("casecret", "cadata", "cakeydata")
                .map(pair -> CertificateAuthority.load(pair.first(), pair.second(), clock, random));
        if (stored.isPresent()) {
            return stored.get();
        }
        CertificateAuthority made = CertificateAuthority.create(CertificateAuthority.KUBEEDGE, clock, random);
        if (secrets.create("casecret", data(made))) {
            LOG.info("made the CA for edges, stored in secret kubeedge/casecret");
            return made;
        }
        return authority(source, secrets, clock, random);
    }

    private static Map<String, byte[]> data(CertificateAuthority ca) {
        return Map.of("cadata", ca.certificateDer(), "cakeydata", ca.keyDer());
    }

    private static Identity server(Source source, Secrets secrets, CertificateAuthority ca) {
        if (hasPair(source.certFile, source.keyFile)) {
            Identity identity = read(source.certFile, source.keyFile);
            secrets.put("cloudcoresecret", data(identity));
            return identity;
        }
        Optional<Identity> stored = secrets.find("cloudcoresecret", "cloudcoredata", "cloudcorekeydata")
                .map(pair -> Identity.parse(pair.first(), pair.second()))
                .filter(identity -> fits(identity, source, ca));
        if (stored.isPresent()) {
            return stored.get();
        }
        Identity made = ca.issueServer(SERVER, source.hosts, CertificateAuthority.CENTURY);
        secrets.put("cloudcoresecret", data(made));
        LOG.info("made the server certificate for {}", source.hosts);
        return made;
    }

    private static Map<String, byte[]> data(Identity identity) {
        return Map.of("cloudcoredata", identity.certificateDer(), "cloudcorekeydata", identity.keyDer());
    }

    private static Identity read(Path certificate, Path key) {
        try {
            return Identity.parse(Files.readAllBytes(certificate), Files.readAllBytes(key));
        } catch (IOException e) {
            throw new SkepException(
                    HubError.HALF_PAIR,
                    "the server certificate " + certificate + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /** False when the stored certificate is of another CA, has run out, or lacks a name that edges dial now. */
    private static boolean fits(Identity identity, Source source, CertificateAuthority ca) {
        return ca.issued(identity.certificate()) && names(identity).containsAll(source.hosts);
    }

    private static Set<String> names(Identity identity) {
        try {
            Collection<List<?>> names = identity.certificate().getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .filter(name -> name.getFirst().equals(DNS)
                                    || name.getFirst().equals(IP))
                            .map(name -> name.get(1).toString())
                            .collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    private static boolean hasPair(Path certificate, Path key) {
        boolean both = Files.exists(certificate) && Files.exists(key);
        if (!both && (Files.exists(certificate) || Files.exists(key))) {
            throw new SkepException(
                    HubError.HALF_PAIR, "of the pair " + certificate + " and " + key + " only one file is there.");
        }
        return both;
    }
}
