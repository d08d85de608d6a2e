package io.skep.cloud.apiserver.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.http.internal.NettyHttpServers;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedApiTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path folder;

    private EmbeddedApi api;

    @BeforeEach
    void open() {
        api = EmbeddedApi.open(settings(0), new NettyHttpServers(), Clock.systemUTC(), RANDOM);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private EmbeddedApi.Settings settings(int port) {
        return new EmbeddedApi.Settings(
                "127.0.0.1", port, folder.resolve("api.db"), folder.resolve("kubeconfig"), folder.resolve("pki"), true);
    }

    private CertificateAuthority ca() {
        return CertificateAuthority.load(
                folder.resolve("pki/ca.crt"), folder.resolve("pki/ca.key"), Clock.systemUTC(), RANDOM);
    }

    private HttpClient client(ReloadableKeyManager keys) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(new KeyManager[] {keys}, new TrustManager[] {CaTrustManager.of(ca().certificate())}, RANDOM);
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private HttpResponse<String> get(ReloadableKeyManager keys) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + api.port() + "/api/v1/nodes"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try (HttpClient client = client(keys)) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void letsInTheAdministratorOfItsOwnCa() throws Exception {
        Identity admin = Identity.parse(
                Files.readAllBytes(folder.resolve("pki/admin.crt")),
                Files.readAllBytes(folder.resolve("pki/admin.key")));
        HttpResponse<String> answer = get(ReloadableKeyManager.of(admin));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.parse(answer.body()).path("kind").asText()).isEqualTo("NodeList");
    }

    @Test
    void answersUnauthorizedWithoutACertificate() throws Exception {
        HttpResponse<String> answer = get(ReloadableKeyManager.empty());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Json.parse(answer.body()).path("reason").asText()).isEqualTo("Unauthorized");
    }

    @Test
    void answersForbiddenToEverybodyElseOfItsCa() throws Exception {
        Identity node = ca().issueClient(Subject.node("edge-1"), Duration.ofDays(1));
        HttpResponse<String> answer = get(ReloadableKeyManager.of(node));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Json.parse(answer.body()).path("message").asText()).contains("system:node:edge-1");
    }

    @Test
    void endsTheHandshakeOfAForeignCertificate() {
        Identity foreign = CertificateAuthority.create("KubeEdge", Clock.systemUTC(), RANDOM)
                .issueClient(new Subject(Subject.MASTERS, "skep-admin"), Duration.ofDays(1));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(ReloadableKeyManager.of(foreign)));
    }

    @Test
    void keepsCaAdministratorObjectsAndRevisionsOverARestart() throws IOException {
        ObjectNode namespace = Json.object();
        KubeObject.metadata(namespace).put("name", "kept");
        JsonNode created = api.api().create("v1", "namespaces", "", namespace);
        String kubeconfig = Files.readString(folder.resolve("kubeconfig"));
        int port = api.port();
        api.close();

        api = EmbeddedApi.open(settings(port), new NettyHttpServers(), Clock.systemUTC(), RANDOM);

        assertThat(api.api().find("v1", "namespaces", "", "kept")).contains((ObjectNode) created);
        assertThat(Files.readString(folder.resolve("kubeconfig"))).isEqualTo(kubeconfig);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("kubeconfig"))))
                .isEqualTo("rw-------");
        ObjectNode later = Json.object();
        KubeObject.metadata(later).put("name", "later");
        assertThat(Long.parseLong(KubeObject.resourceVersion(api.api().create("v1", "namespaces", "", later))))
                .isGreaterThan(Long.parseLong(KubeObject.resourceVersion(created)));
    }

    @Test
    void leavesNothingOpenWhenItCannotStart() {
        api.close();
        assertThatExceptionOfType(SkepException.class)
                .isThrownBy(() -> EmbeddedApi.open(
                        new EmbeddedApi.Settings(
                                "192.0.2.1",
                                6443,
                                folder.resolve("api.db"),
                                folder.resolve("kubeconfig"),
                                folder.resolve("pki"),
                                true),
                        new NettyHttpServers(),
                        Clock.systemUTC(),
                        RANDOM))
                .satisfies(e -> assertThat(e.code().code()).isEqualTo("SKEP-901"));
        api = EmbeddedApi.open(settings(0), new NettyHttpServers(), Clock.systemUTC(), RANDOM);
        assertThat(api.port()).isPositive();
    }

    @Test
    void sweepsEventsAfterAnHour() {
        ObjectNode namespace = Json.object();
        KubeObject.metadata(namespace).put("name", "default");
        api.api().create("v1", "namespaces", "", namespace);
        api.api().create("v1", "events", "default", event("old"));
        new EventSweeper(api.api(), Clock.systemUTC()).sweep();
        assertThat(api.api().list("v1", "events", "", "", "")).hasSize(1);

        new EventSweeper(api.api(), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61))).sweep();
        assertThat(api.api().list("v1", "events", "", "", "")).isEmpty();
    }

    private static ObjectNode event(String name) {
        ObjectNode event = Json.object();
        KubeObject.metadata(event).put("name", name);
        event.putObject("involvedObject")
                .put("kind", "Pod")
                .put("namespace", "default")
                .put("name", "p");
        return event.put("reason", "R").put("type", "Normal").put("message", "m");
    }
}
