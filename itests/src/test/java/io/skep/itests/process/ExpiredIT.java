package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.Subject;
import io.skep.itests.faults.Link;
import io.skep.itests.faults.ProxyLink;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An edge's certificate ends while it is cut off from its cloud: what it takes until it is back. */
class ExpiredIT {

    private static final int OFFSET = 16_700;
    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final Duration BY_ITSELF = Duration.ofSeconds(120);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private Cluster cluster;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    @Test
    void aCertificateThatEndedWhileOfflineIsReplaced() throws IOException, InterruptedException {
        cluster = opened(Cluster.up("expired", OFFSET, 1));
        ProxyLink link = opened(ProxyLink.onLoopback(List.of(cluster.port(10000), cluster.port(10002))));
        Cluster.skep("down", "--dir", cluster.folder().toString(), LinkedEdge.NAME)
                .ok();
        Instant end = shorten();
        link.cut(Link.Cut.RESET);
        Path state = cluster.folder().resolve(LinkedEdge.NAME);
        LogTail log = LogTail.fromNow(state.resolve("log/edge-1.log"));
        opened(LinkedEdge.start(cluster, link));
        LockSupport.parkNanos(
                Duration.between(Instant.now(), end.plusSeconds(1)).toNanos());
        Instant healed = Instant.now();
        link.heal();
        boolean itself = isBack(BY_ITSELF);
        log.lines().stream()
                .filter(line -> line.contains("level=WARN") || line.contains("level=ERROR"))
                .forEach(story::add);
        assertThat(itself).as("back by itself: %s", story).isTrue();
        story.add("back by itself " + Duration.between(healed, Instant.now()).toMillis() + " ms after the repair");
        Figures.write("network", "expired", String.join("\n", story), story);
        cluster.awaitReady(LinkedEdge.NAME);
        assertThat(log.lines()).noneMatch(line -> line.contains(" stack="));
    }

    /** Gives the edge a certificate of its cloud's CA that lives for seconds; the result is when it ends. */
    private Instant shorten() throws IOException, InterruptedException {
        Path pki = cluster.folder().resolve(LinkedEdge.NAME).resolve("pki");
        try (Api api = cluster.api()) {
            JsonNode data =
                    api.get("/api/v1/namespaces/kubeedge/secrets/casecret").path("data");
            CertificateAuthority ca = CertificateAuthority.load(
                    decode(data, "cadata"), decode(data, "cakeydata"), InstantSource.system(), new SecureRandom());
            Enrolled enrolled = new Enrolled(ca.certificate(), ca.issueClient(Subject.node(LinkedEdge.NAME), LIFE));
            new CertificateFiles(pki.resolve("rootCA.crt"), pki.resolve("server.crt"), pki.resolve("server.key"))
                    .save(enrolled);
            return enrolled.identity().certificate().getNotAfter().toInstant();
        }
    }

    private static byte[] decode(JsonNode data, String key) {
        return Base64.getDecoder().decode(data.path(key).asText());
    }

    private boolean isBack(Duration limit) {
        Shells shells = new Shells(cluster);
        long deadline = System.nanoTime() + limit.toNanos();
        boolean connected;
        do {
            LockSupport.parkNanos(100_000_000L);
            connected = HubStatus.of(shells, LinkedEdge.NAME).connected();
        } while (!connected && System.nanoTime() < deadline);
        return connected;
    }
}
