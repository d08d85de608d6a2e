package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The cluster's API as its administrator, over one connection: quicker than a kubectl per call. */
final class Api implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final URI server;
    private final HttpClient client;

    private Api(URI server, HttpClient client) {
        this.server = server;
        this.client = client;
    }

    /** Reads a kubeconfig as the embedded API writes it. */
    static Api of(Path kubeconfig) {
        try {
            String text = Files.readString(kubeconfig);
            SSLContext tls = SSLContext.getInstance("TLS");
            Identity administrator =
                    Identity.parse(data(text, "client-certificate-data"), data(text, "client-key-data"));
            tls.init(
                    new KeyManager[] {ReloadableKeyManager.of(administrator)},
                    trust(data(text, "certificate-authority-data")).getTrustManagers(),
                    null);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .connectTimeout(LIMIT)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return new Api(URI.create(word(text, "server")), client);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no client from " + kubeconfig, e);
        }
    }

    private static TrustManagerFactory trust(byte[] authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "api",
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private static byte[] data(String text, String key) {
        return Base64.getDecoder().decode(word(text, key));
    }

    private static String word(String text, String key) {
        Matcher line = Pattern.compile("(?m)^\\s*" + key + ": *(\\S+)$").matcher(text);
        if (!line.find()) {
            throw new AssertionError("no " + key + " in\n" + text);
        }
        return line.group(1);
    }

    /** Reads an object or a list. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path)).GET());
    }

    /** Merges a patch into an object. */
    JsonNode merge(String path, String patch) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(patch)));
    }

    /** Creates an object. */
    JsonNode create(String path, String object) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(object)));
    }

    /** Deletes an object. */
    JsonNode delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path)).DELETE());
    }

    /** The API answered, and not with success. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;
        private final int status;

        private Refused(HttpResponse<String> response) {
            super(response.uri() + " answered " + response.statusCode() + ": " + response.body());
            this.status = response.statusCode();
        }

        int status() {
            return status;
        }
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 != 2) {
            throw new Refused(response);
        }
        return Json.parse(response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
