package io.skep.cloud.kube.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpTls;
import io.skep.common.http.internal.NettyHttpServers;
import io.skep.common.pki.CertificateAuthority;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which API servers the cloud believes. */
@Timeout(60)
class ApiTrustTest {

    @TempDir
    private Path folder;

    private final CertificateAuthority ca =
            CertificateAuthority.create("Cluster", InstantSource.system(), new SecureRandom());

    /** Asks an API whose certificate is of that CA and for that host; the kubeconfig names {@link #ca}. */
    private String ask(CertificateAuthority issuer, String host) throws IOException {
        ReloadableKeyManager keys =
                ReloadableKeyManager.of(issuer.issueServer(new Subject("", "api"), List.of(host), Duration.ofDays(1)));
        HttpServerOptions options =
                HttpServerOptions.of("api", "127.0.0.1", 0).withTls(new HttpTls(keys, Optional.empty(), false));
        byte[] pod = "{\"metadata\":{\"name\":\"p\"}}".getBytes(StandardCharsets.UTF_8);
        try (HttpServer server =
                new NettyHttpServers().open(options, exchange -> exchange.respond(200, "application/json", pod))) {
            KubeService kube = service(server.port());
            try {
                return kube.get(KubeResource.PODS, "d", "p")
                        .at("/metadata/name")
                        .asText();
            } finally {
                kube.close();
            }
        }
    }

    private KubeService service(int port) throws IOException {
        Path kubeconfig = folder.resolve("kubeconfig");
        String pem = Pem.format(Pem.CERTIFICATE, ca.certificateDer());
        String data = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {}}]
                """.formatted(port, data));
        return new KubeService(
                new Connections(kubeconfig.toString(), "", java.util.Optional.empty()),
                new RateLimit(1000, 1000, System::nanoTime));
    }

    @Test
    void believesTheServerOfItsCaAndHost() throws Exception {
        assertThat(ask(ca, "127.0.0.1")).isEqualTo("p");
    }

    @Test
    void doesNotBelieveAnotherHostOrAnotherCa() {
        CertificateAuthority other = CertificateAuthority.create("Cluster", InstantSource.system(), new SecureRandom());

        assertThat(catchThrowableOfType(KubeException.class, () -> ask(ca, "10.9.8.7"))
                        .code())
                .isEqualTo(KubeError.UNREACHABLE);
        assertThat(catchThrowableOfType(KubeException.class, () -> ask(other, "127.0.0.1"))
                        .code())
                .isEqualTo(KubeError.UNREACHABLE);
    }
}
