package io.skep.cloud.kube.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpTls;
import io.skep.common.http.internal.NettyHttpServers;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.Pem;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An API in the same process. */
@Timeout(60)
class DirectRouteTest {

    private static final byte[] POD = "{\"metadata\":{\"name\":\"p\"}}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final CertificateAuthority ca =
            CertificateAuthority.create("Cluster", InstantSource.system(), new SecureRandom());
    private final NettyHttpServers servers = new NettyHttpServers();
    private final List<String> ways = new CopyOnWriteArrayList<>();
    private KubeService kube;

    @AfterEach
    void stop() {
        kube.close();
    }

    private HttpServer open(int port, HttpHandler handler) {
        ReloadableKeyManager keys = ReloadableKeyManager.of(
                ca.issueServer(new Subject("", "api"), List.of("127.0.0.1"), Duration.ofDays(1)));
        HttpTls tls = new HttpTls(keys, Optional.of(CaTrustManager.of(ca.certificate())), false);
        return servers.open(HttpServerOptions.of("api", "127.0.0.1", port).withTls(tls), exchange -> {
            String who = Subject.of(exchange.peerCertificates().getFirst()).commonName();
            ways.add((exchange.peer().getPort() == 0 ? "directly " : "over TLS ") + who);
            handler.handle(exchange);
        });
    }

    private void describe(int port, CertificateAuthority trusted, CertificateAuthority issuer) throws IOException {
        Identity admin = issuer.issueClient(new Subject("system:masters", "admin"), Duration.ofDays(1));
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
                """.formatted(
                        port, certificate(trusted.certificateDer()), certificate(admin.certificateDer()), key(admin)));
        kube = new KubeService(
                new Connections(kubeconfig.toString(), "", Optional.of(servers)),
                new RateLimit(1000, 1000, System::nanoTime));
    }

    private static String certificate(byte[] der) {
        return base64(Pem.format(Pem.CERTIFICATE, der));
    }

    private static String key(Identity identity) {
        return base64(Pem.format(Pem.EC_PRIVATE_KEY, identity.keyDer()));
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private void read() {
        assertThat(kube.get(KubeResource.PODS, "d", "p").at("/metadata/name").asText())
                .isEqualTo("p");
    }

    @Test
    void goesDirectlyOnceBothEndsHaveProvenThemselves() throws Exception {
        HttpServer server = open(0, exchange -> exchange.respond(200, "application/json", POD));
        describe(server.port(), ca, ca);
        read();
        read();
        read();
        assertThat(ways).containsExactly("over TLS admin", "directly admin", "directly admin");
    }

    @Test
    void provesAnewWhatListensAnewAndWaitsOutTheTimeBetween() throws Exception {
        HttpServer server = open(0, exchange -> exchange.respond(200, "application/json", POD));
        int port = server.port();
        describe(port, ca, ca);
        read();
        server.close();
        KubeException outage = catchThrowableOfType(KubeException.class, this::read);
        assertThat(outage.isOutage()).isTrue();
        open(port, exchange -> exchange.respond(200, "application/json", POD));
        read();
        read();
        assertThat(ways).containsExactly("over TLS admin", "over TLS admin", "directly admin");
    }

    @Test
    void isNeverOpenToWhomTlsRefuses() throws Exception {
        CertificateAuthority other = CertificateAuthority.create("Cluster", InstantSource.system(), new SecureRandom());
        HttpServer server = open(0, exchange -> exchange.respond(200, "application/json", POD));
        for (boolean wrongServer : List.of(true, false)) {
            describe(server.port(), wrongServer ? other : ca, wrongServer ? ca : other);
            for (int i = 0; i < 2; i++) {
                assertThat(catchThrowableOfType(KubeException.class, this::read).code())
                        .isEqualTo(KubeError.UNREACHABLE);
            }
            if (wrongServer) {
                kube.close();
            }
        }
        assertThat(ways).isEmpty();
    }

    @Test
    void passesRefusalsOn() throws Exception {
        HttpServer server = open(
                0,
                exchange -> exchange.respond(
                        exchange.method().equals("GET") ? 200 : 409,
                        "application/json",
                        exchange.method().equals("GET")
                                ? POD
                                : "{\"kind\":\"Status\",\"message\":\"conflict\",\"code\":409}"
                                        .getBytes(StandardCharsets.UTF_8)));
        describe(server.port(), ca, ca);
        read();
        KubeException refused =
                catchThrowableOfType(KubeException.class, () -> kube.delete(KubeResource.PODS, "d", "p", null));
        assertThat(refused.httpCode()).isEqualTo(409);
        assertThat(refused).hasMessageContaining("conflict");
        assertThat(ways).containsExactly("over TLS admin", "directly admin");
    }
}
