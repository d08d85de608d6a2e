package io.skep.itests.wire.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.transport.internal.NettyLinks;
import io.skep.itests.wire.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The upgrade request of our edge is the Go edge's, with one header more. */
@Timeout(60)
class EdgeHandshakeIT {

    @TempDir
    private Path folder;

    private record Request(String line, TreeMap<String, String> headers) {}

    @Test
    void asksForTheUpgradeAsAGoEdgeDoes() throws Exception {
        Request recorded = parse(Recording.read("01-bootstrap").entries().stream()
                .filter(entry -> entry.kind().equals("ws-handshake") && entry.fromEdge())
                .findFirst()
                .orElseThrow()
                .raw()
                .lines()
                .toList());
        CertificateAuthority ca = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
        try (SSLServerSocket server = listen(ca);
                SkepEdge edge =
                        new SkepEdge(folder, "edge-g01", "127.0.0.1:" + server.getLocalPort(), ca, new NettyLinks());
                SSLSocket socket = (SSLSocket) server.accept()) {
            Request ours = parse(head(socket));

            assertThat(ours.line()).isEqualTo(recorded.line());
            assertThat(socket.getApplicationProtocol()).as("ALPN").isEmpty();
            assertThat(((X509Certificate) socket.getSession().getPeerCertificates()[0])
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=system:node:edge-g01,O=system:nodes");
            assertThat(ours.headers()).containsEntry("Skep-Channel", "1");
            for (String name : List.of("Upgrade", "Connection", "Connectionuse", "Node_id", "Project_id")) {
                assertThat(ours.headers().get(name))
                        .as(name)
                        .isEqualToIgnoringCase(recorded.headers().get(name));
            }
            assertThat(ours.headers().get("Sec-WebSocket-Version")).isEqualTo("13");
            assertThat(ours.headers().get("Sec-WebSocket-Key")).hasSize(24);
            ours.headers().keySet().removeAll(List.of("Skep-Channel"));
            recorded.headers().keySet().removeAll(List.of("User-Agent"));
            assertThat(ours.headers().keySet()).isEqualTo(recorded.headers().keySet());
            assertThat(edge.outbox.size()).isZero();
        }
    }

    private static SSLServerSocket listen(CertificateAuthority ca) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {
                    ReloadableKeyManager.of(ca.issueServer(
                            new Subject("KubeEdge", "KubeEdge"), List.of("127.0.0.1"), Duration.ofDays(1)))
                },
                new TrustManager[] {CaTrustManager.of(ca.certificate())},
                null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        server.setNeedClientAuth(true);
        server.setSoTimeout(10_000);
        return server;
    }

    private static List<String> head(SSLSocket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static Request parse(List<String> lines) {
        TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return new Request(lines.getFirst(), headers);
    }
}
