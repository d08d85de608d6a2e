package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.KeyPurpose;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteOutbox;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of an edge from its token to the first dial, against a certificate endpoint with real TLS. */
@Timeout(60)
class EdgeJoinTest {

    @TempDir
    private Path folder;

    private final CertificateAuthority ca =
            CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
    private final FakeCloud cloud = new FakeCloud();
    private HttpsServer server;
    private Database database;
    private TestBus bus;
    private Path bootstrap;
    private CertificateFiles files;

    @BeforeEach
    void start() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                new KeyManager[] {
                    ReloadableKeyManager.of(ca.issueServer(
                            new Subject("KubeEdge", "KubeEdge"), List.of("127.0.0.1"), Duration.ofDays(1)))
                },
                null,
                null);
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/ca.crt", exchange -> {
            exchange.sendResponseHeaders(200, ca.certificateDer().length);
            exchange.getResponseBody().write(ca.certificateDer());
            exchange.close();
        });
        server.createContext("/edge.crt", exchange -> {
            byte[] request = exchange.getRequestBody().readAllBytes();
            boolean good =
                    "Bearer good.good.good".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] answer = good ? sign(request) : "Invalid authorization token".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(good ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        bus = new TestBus();
        database = Database.open(folder.resolve("edgecore.db"));
        bootstrap = folder.resolve("bootstrap.conf");
        files = new CertificateFiles(folder.resolve("ca.crt"), folder.resolve("edge.crt"), folder.resolve("edge.key"));
    }

    private byte[] sign(byte[] request) {
        try {
            return ca.sign(request, Subject.node("edge-1"), Set.of(KeyPurpose.CLIENT_AUTH), Duration.ofDays(1))
                    .getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        bus.close();
        database.close();
        server.stop(0);
    }

    private EdgeHubModule start(String httpServer) {
        HubSettings settings = new HubSettings(
                "edge-1",
                "p1",
                "127.0.0.1:1",
                httpServer,
                files,
                true,
                true,
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                30,
                60);
        EdgeHubModule module = new EdgeHubModule(settings, bootstrap, cloud, new SqliteOutbox(database));
        bus.start("websocket", "hub", module);
        return module;
    }

    private String address() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private void expectFailure(String token, String code) throws Exception {
        Files.writeString(bootstrap, token);
        EdgeHubModule module = start(address());
        Await.until("the reason is shown", () -> !module.status().lastFailure().isEmpty());

        assertThat(module.status().lastFailure()).startsWith(code + " ").doesNotContain("\n", "Exception", token);
        assertThat(bootstrap).exists();
        assertThat(files.load()).isEmpty();
        assertThat(cloud.dials).isEmpty();
    }

    @Test
    void joinsWithAGoodTokenAndDials() throws Exception {
        Files.writeString(bootstrap, ca.hash() + ".good.good.good\n");
        EdgeHubModule module = start(address());

        assertThat(cloud.dials.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(bootstrap).doesNotExist();
        assertThat(files.load().orElseThrow().ca()).isEqualTo(ca.certificate());
        assertThat(new EdgeHubShell(module).status())
                .containsEntry("certificate", "CN=system:node:edge-1,O=system:nodes");
    }

    @Test
    void takesAFreshTokenWhileItRuns() throws Exception {
        expectFailure(ca.hash() + ".bad.bad.bad", "SKEP-404");
        Files.writeString(bootstrap, ca.hash() + ".good.good.good");

        assertThat(cloud.dials.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void saysThatTheTokenIsMalformed() throws Exception {
        expectFailure("rubbish", "SKEP-401");
    }

    @Test
    void saysThatTheCaIsAnother() throws Exception {
        expectFailure("0".repeat(64) + ".good.good.good", "SKEP-402");
    }

    @Test
    void saysThatTheTokenHasExpired() throws Exception {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"exp\":1700000000}".getBytes(StandardCharsets.UTF_8));
        expectFailure(ca.hash() + ".eyJhbGciOiJIUzI1NiJ9." + claims + ".c2ln", "SKEP-403");
    }

    @Test
    void saysThatTheCloudCannotBeReached() throws Exception {
        Files.writeString(bootstrap, ca.hash() + ".good.good.good");
        EdgeHubModule module = start("https://127.0.0.1:1");
        Await.until("the reason is shown", () -> !module.status().lastFailure().isEmpty());

        assertThat(module.status().lastFailure()).startsWith("SKEP-407 ");
    }

    @Test
    void saysThatTheCertificateCannotBeWritten() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "no folder");
        files = new CertificateFiles(plain.resolve("ca.crt"), plain.resolve("edge.crt"), plain.resolve("edge.key"));
        expectFailure(ca.hash() + ".good.good.good", "SKEP-413");
    }
}
