package io.skep.common.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpTls;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

class HttpTlsTest extends ServerFixture {

    private static final Duration DAY = Duration.ofDays(1);

    private final CertificateAuthority ca =
            CertificateAuthority.create("Test", InstantSource.system(), new SecureRandom());
    private final ReloadableKeyManager serverKeys = ReloadableKeyManager.of(serverIdentity());

    private Identity serverIdentity() {
        return ca.issueServer(new Subject("", "server"), List.of("127.0.0.1", "localhost"), DAY);
    }

    private HttpServer open(boolean required) {
        HttpTls tls = new HttpTls(serverKeys, Optional.of(CaTrustManager.of(ca.certificate())), required);
        return servers.open(HttpServerOptions.of("test", "127.0.0.1", 0).withTls(tls), exchange -> {
            String who = exchange.peerCertificates().stream()
                    .findFirst()
                    .map(certificate -> Subject.of(certificate).commonName())
                    .orElse("nobody");
            exchange.respond(200, "text/plain", who.getBytes(StandardCharsets.UTF_8));
        });
    }

    private String get(int port, ReloadableKeyManager keys) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(new KeyManager[] {keys}, new TrustManager[] {CaTrustManager.of(ca.certificate())}, null);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build()) {
            URI uri = URI.create("https://127.0.0.1:" + port + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void showsTheHandlerTheClientsCertificate() throws Exception {
        HttpServer server = open(true);
        Identity client = ca.issueClient(new Subject("system:masters", "admin"), DAY);
        assertThat(get(server.port(), ReloadableKeyManager.of(client))).isEqualTo("admin");
    }

    @Test
    void letsAClientInWithoutACertificateWhenNoneIsRequired() throws Exception {
        assertThat(get(open(false).port(), ReloadableKeyManager.empty())).isEqualTo("nobody");
    }

    @Test
    void refusesAClientWithoutACertificateWhenOneIsRequired() {
        HttpServer server = open(true);
        assertThatThrownBy(() -> get(server.port(), ReloadableKeyManager.empty()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesACertificateOfAnotherCaEvenWhenNoneIsRequired() {
        CertificateAuthority other = CertificateAuthority.create("Test", InstantSource.system(), new SecureRandom());
        HttpServer server = open(false);
        ReloadableKeyManager keys = ReloadableKeyManager.of(other.issueClient(new Subject("", "intruder"), DAY));
        assertThatThrownBy(() -> get(server.port(), keys)).isInstanceOf(IOException.class);
    }

    @Test
    void presentsAReplacedCertificateFromTheNextHandshakeOn() throws Exception {
        HttpServer server = open(false);
        assertThat(get(server.port(), ReloadableKeyManager.empty())).isEqualTo("nobody");
        CertificateAuthority other = CertificateAuthority.create("Other", InstantSource.system(), new SecureRandom());
        serverKeys.replace(other.issueServer(new Subject("", "server"), List.of("127.0.0.1"), DAY));
        assertThatThrownBy(() -> get(server.port(), ReloadableKeyManager.empty()))
                .isInstanceOf(IOException.class);
        serverKeys.replace(serverIdentity());
        assertThat(get(server.port(), ReloadableKeyManager.empty())).isEqualTo("nobody");
    }

    @Test
    void dropsPlainTextOnATlsPort() throws Exception {
        try (RawClient client = new RawClient(open(false).port())) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").rest()).doesNotContain("HTTP/1.1 200");
        }
    }
}
