package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The cloudcore of the distribution on ports of its own, without edges, and all that is needed to come to it as an edge or as a stranger. */
public final class AttackedCloud implements AutoCloseable {

    private static final int OFFSET = 18_400;
    private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private final Cluster cluster;
    private final LogTail log;
    private final CertificateAuthority ca;

    private AttackedCloud(Cluster cluster) {
        this.cluster = cluster;
        this.log = LogTail.fromNow(cluster.folder().resolve("cloud/log/cloud.log"));
        this.ca = authority(cluster);
    }

    public static AttackedCloud start() {
        return new AttackedCloud(Cluster.up("cve", OFFSET, 1));
    }

    private static CertificateAuthority authority(Cluster cluster) {
        try (Api api = cluster.api()) {
            JsonNode data =
                    api.get("/api/v1/namespaces/kubeedge/secrets/casecret").path("data");
            return CertificateAuthority.load(
                    Base64.getDecoder().decode(data.path("cadata").asText()),
                    Base64.getDecoder().decode(data.path("cakeydata").asText()),
                    InstantSource.system(),
                    new SecureRandom());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public int port(int kubeEdgePort) {
        return cluster.port(kubeEdgePort);
    }

    public CertificateAuthority ca() {
        return ca;
    }

    /** What a node holds after it has joined. */
    public Identity node(String name) {
        return ca.issueClient(Subject.node(name), Duration.ofDays(1));
    }

    /** The cloud's own token, without the part that only edges read. */
    public String token() {
        try {
            String token =
                    Files.readString(cluster.folder().resolve("cloud/token")).strip();
            return token.substring(token.indexOf('.') + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of all objects that are alive, after a collection. */
    public long live() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        String histogram = Command.of(jcmd, Long.toString(pid()), "GC.class_histogram")
                .run()
                .ok()
                .out();
        Matcher total = LIVE.matcher(histogram);
        if (!total.find()) {
            throw new AssertionError("no total in\n" + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    public long pid() {
        return cluster.pid("cloud");
    }

    /** Forgets what the log says so far. */
    public void mark() {
        log.mark();
    }

    /** Lines of the log that no attacker may cause: errors and stack traces. */
    public List<String> faults() {
        return log.lines().stream()
                .filter(line -> line.contains(" level=ERROR ") || line.contains(" stack="))
                .toList();
    }

    /** Waits until the cluster's own edge is Ready. */
    public void awaitEdge() {
        cluster.awaitReady("edge-1");
    }

    @Override
    public void close() {
        cluster.close();
    }
}
