package io.skep.common.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.TlsHello;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpTls;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Port 10002, the Kubernetes API, the metaserver: every HTTPS port of Skep has this profile (CVE-2016-2183 and its like). */
class TlsProfileTest extends ServerFixture {

    private int port;

    @BeforeEach
    void listen() {
        CertificateAuthority ca = CertificateAuthority.create("Test", InstantSource.system(), new SecureRandom());
        ReloadableKeyManager keys = ReloadableKeyManager.of(
                ca.issueServer(new Subject("", "server"), List.of("127.0.0.1"), Duration.ofDays(1)));
        HttpServer server = servers.open(
                HttpServerOptions.of("test", "127.0.0.1", 0).withTls(new HttpTls(keys, Optional.empty(), false)),
                exchange -> exchange.respond(200, "text/plain", new byte[0]));
        port = server.port();
    }

    @Test
    void takesTls12WithAead() throws Exception {
        assertThat(TlsHello.offer(port, TlsHello.TLS_1_2, List.of(TlsHello.WEAK.getFirst(), TlsHello.AEAD)))
                .isEqualTo("suite 0xc02b");
    }

    @Test
    void refusesWeakSuites() throws Exception {
        assertThat(TlsHello.offer(port, TlsHello.TLS_1_2, TlsHello.WEAK)).isEqualTo("alert 40");
        for (int suite : TlsHello.WEAK) {
            assertThat(TlsHello.offer(port, TlsHello.TLS_1_2, List.of(suite))).isEqualTo("alert 40");
        }
    }

    @Test
    void refusesOldVersions() throws Exception {
        for (int version : new int[] {TlsHello.SSL_3, TlsHello.TLS_1_0, TlsHello.TLS_1_1}) {
            assertThat(TlsHello.offer(port, version, List.of(0xc009, 0xc00a, 0xc013, TlsHello.AEAD)))
                    .isIn("alert 70", "alert 40");
        }
    }
}
