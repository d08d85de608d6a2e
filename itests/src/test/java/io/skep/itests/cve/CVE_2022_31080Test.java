package io.skep.itests.cve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.common.pki.Tokens;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.internal.LinksDoor;
import io.skep.common.transport.internal.NettyLinks;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a good certificate answers an edge without an end: the edge takes little of it and gives a reason. */
class CVE_2022_31080Test {

    private static final long BOUND = 8L * 1024 * 1024;
    private static final long MOST = 256L * 1024 * 1024;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CertificateAuthority ca =
            CertificateAuthority.create(CertificateAuthority.KUBEEDGE, InstantSource.system(), new SecureRandom());
    private final CompletableFuture<Long> taken = new CompletableFuture<>();
    private final NettyLinks links = new NettyLinks();
    private SSLServerSocket listener;

    @BeforeEach
    void listen() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        ReloadableKeyManager keys =
                ReloadableKeyManager.of(ca.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of("127.0.0.1"), DAY));
        tls.init(new KeyManager[] {keys}, null, null);
        listener = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0);
    }

    @AfterEach
    void stop() throws IOException {
        LinksDoor.close(links);
        listener.close();
    }

    private void answer(String beginning, String endless) {
        Thread.ofVirtual().start(() -> {
            byte[] piece = endless.repeat(64 * 1024 / endless.length()).getBytes(StandardCharsets.US_ASCII);
            long written = 0;
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                request(socket.getInputStream());
                socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
                while (written < MOST) {
                    socket.getOutputStream().write(piece);
                    written += piece.length;
                }
            } catch (IOException e) {
                // the edge has hung up, as it should
            } finally {
                taken.complete(written);
            }
        });
    }

    private static void request(InputStream in) throws IOException {
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            ends = next == '\r' || next == '\n' ? ends + 1 : 0;
            if (next < 0) {
                return;
            }
        }
    }

    private static String beginning(String kind) {
        return switch (kind) {
            case "body" -> "HTTP/1.1 400 Bad Request\r\n\r\n";
            case "announced" -> "HTTP/1.1 401 Unauthorized\r\nContent-Length: 107374182400\r\n\r\n";
            case "chunks" -> "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n";
            case "line" -> "HTTP/1.1 400 ";
            case "headers" -> "HTTP/1.1 500 Server Error\r\n";
            case "interim" -> "";
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static String endless(String kind) {
        return switch (kind) {
            case "headers" -> "X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n";
            case "interim" -> "HTTP/1.1 102 Processing\r\n\r\n";
            default -> "x";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "announced", "chunks", "line", "headers", "interim"})
    void theLinkReadsNoEndlessRefusal(String kind) throws Exception {
        answer(beginning(kind), endless(kind));
        LinkClientOptions options = new LinkClientOptions(
                "127.0.0.1:" + listener.getLocalPort(),
                "p",
                "edge-1",
                ReloadableKeyManager.of(ca.issueClient(Subject.node("edge-1"), DAY)),
                CaTrustManager.of(ca.certificate()),
                1024 * 1024,
                LIMIT,
                LIMIT,
                Duration.ZERO);
        assertThatThrownBy(() -> links.connect(options, new Nobody()))
                .isInstanceOfSatisfying(
                        SkepException.class,
                        failure -> assertThat(failure.line())
                                .startsWith("SKEP-505 ")
                                .hasSizeLessThan(1000));
        assertThat(taken.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isLessThan(BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "announced", "chunks", "line", "headers", "interim"})
    void theEnrollmentReadsNoEndlessAnswer(String kind) throws Exception {
        answer(beginning(kind), endless(kind));
        EdgeEnrollment enrollment = new EdgeEnrollment(
                URI.create("https://127.0.0.1:" + listener.getLocalPort()),
                "edge-1",
                Duration.ofSeconds(10),
                InstantSource.system(),
                new SecureRandom());
        String token = Tokens.create(ca, Instant.now().plusSeconds(600));
        assertThatThrownBy(() -> enrollment.bootstrap(token))
                .isInstanceOfSatisfying(
                        SkepException.class,
                        failure ->
                                assertThat(failure.line()).startsWith("SKEP-4").hasSizeLessThan(1000));
        assertThat(taken.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isLessThan(BOUND);
    }

    /** Is never called. */
    private static final class Nobody implements LinkHandler {

        @Override
        public void connected(Link link) {
            throw new AssertionError("a link with a stranger");
        }

        @Override
        public void received(Link link, Message message) {
            throw new AssertionError("a message of a stranger");
        }

        @Override
        public void disconnected(Link link, String reason) {
            throw new AssertionError("a link with a stranger");
        }
    }
}
