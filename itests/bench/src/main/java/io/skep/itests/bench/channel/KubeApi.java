package io.skep.itests.bench.channel;

import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Writes to the Kubernetes API with a client certificate. */
final class KubeApi implements AutoCloseable {

    private static final Duration TIME = Duration.ofSeconds(30);

    private final String server;
    private final HttpClient http;

    /** @param folder with {@code ca.pem}, {@code client.pem} and {@code client-key.pem} */
    KubeApi(String server, Path folder) throws IOException, GeneralSecurityException {
        this.server = server;
        Identity identity = Identity.parse(
                Files.readAllBytes(folder.resolve("client.pem")), Files.readAllBytes(folder.resolve("client-key.pem")));
        X509Certificate ca = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("ca.pem"))));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                new KeyManager[] {ReloadableKeyManager.of(identity)}, new TrustManager[] {CaTrustManager.of(ca)}, null);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .connectTimeout(TIME)
                .build();
    }

    void create(String collection, String json) throws IOException, InterruptedException {
        send(
                collection,
                request -> request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    void patch(String object, String json) throws IOException, InterruptedException {
        send(
                object,
                request -> request.header("Content-Type", "application/merge-patch+json")
                        .method("PATCH", BodyPublishers.ofString(json)));
    }

    /** Without grace. */
    void delete(String object) throws IOException, InterruptedException {
        send(object + "?gracePeriodSeconds=0", HttpRequest.Builder::DELETE);
    }

    /** One kind of request. */
    private interface Method {
        HttpRequest.Builder of(HttpRequest.Builder request);
    }

    private void send(String path, Method method) throws IOException, InterruptedException {
        HttpRequest request = method.of(
                        HttpRequest.newBuilder(URI.create(server + path)).timeout(TIME))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.method() + " " + path + " was answered " + answer.statusCode() + ": "
                    + answer.body().lines().findFirst().orElse(""));
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
