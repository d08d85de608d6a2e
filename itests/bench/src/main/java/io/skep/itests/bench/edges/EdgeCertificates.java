package io.skep.itests.bench.edges;

import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Subject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A key and a certificate for each simulated edge, made once and kept in a file for each CA. */
public final class EdgeCertificates {

    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final int MAX_DER = 8192;

    private final CertificateAuthority ca;
    private final Path cache;
    private final List<Identity> identities = new ArrayList<>();

    private EdgeCertificates(CertificateAuthority ca, Path cache) {
        this.ca = ca;
        this.cache = cache;
    }

    /**
     * Those that were made before.
     *
     * @param folder with {@code rootCA.crt} and {@code rootCA.key}
     */
    public static EdgeCertificates open(Path folder) throws IOException {
        CertificateAuthority ca = CertificateAuthority.load(
                folder.resolve("rootCA.crt"), folder.resolve("rootCA.key"), InstantSource.system(), new SecureRandom());
        EdgeCertificates certificates =
                new EdgeCertificates(ca, folder.resolve("edges-" + ca.hash().substring(0, 16) + ".bin"));
        certificates.read();
        return certificates;
    }

    /** Makes a CA in a folder that has none. */
    public static void ensureCa(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!Files.exists(folder.resolve("rootCA.key"))) {
            CertificateAuthority.create(CertificateAuthority.KUBEEDGE, InstantSource.system(), new SecureRandom())
                    .save(folder.resolve("rootCA.crt"), folder.resolve("rootCA.key"));
        }
    }

    /** The node of an edge. */
    public static String nodeName(int index) {
        return "load-" + index;
    }

    public X509Certificate authority() {
        return ca.certificate();
    }

    public Identity get(int index) {
        return identities.get(index);
    }

    /** Makes what is missing. */
    public void ensure(int count) throws IOException {
        int first = identities.size();
        if (first >= count) {
            return;
        }
        identities.addAll(IntStream.range(first, count)
                .parallel()
                .mapToObj(index -> ca.issueClient(Subject.node(nodeName(index)), VALIDITY))
                .toList());
        write();
    }

    private void read() throws IOException {
        if (!Files.exists(cache)) {
            return;
        }
        List<byte[][]> pairs = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(cache)))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                pairs.add(new byte[][] {der(in), der(in)});
            }
        }
        identities.addAll(pairs.stream()
                .parallel()
                .map(pair -> Identity.parse(pair[0], pair[1]))
                .toList());
    }

    private static byte[] der(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_DER) {
            throw new IOException("the kept certificates are damaged: delete the file edges-*.bin");
        }
        return in.readNBytes(length);
    }

    private void write() throws IOException {
        Path next = cache.resolveSibling(cache.getFileName() + ".next");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
            out.writeInt(identities.size());
            for (Identity identity : identities) {
                for (byte[] der : List.of(identity.certificateDer(), identity.keyDer())) {
                    out.writeInt(der.length);
                    out.write(der);
                }
            }
        }
        Files.move(next, cache, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
