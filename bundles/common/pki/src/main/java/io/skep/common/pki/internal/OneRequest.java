package io.skep.common.pki.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.PkiError;
import io.skep.common.pki.TlsSuites;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** One HTTPS request with its own TLS material, bounded in size and in time as a whole. */
final class OneRequest {

    private static final int MAX_BODY = 64 * 1024;

    private final URI server;
    private final Duration timeout;

    OneRequest(URI server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    HttpResponse<byte[]> send(HttpRequest request, KeyManager keys, TrustManager trust) throws InterruptedException {
        HttpClient client = client(keys, trust);
        try {
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY));
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw explain(e.getCause());
        } catch (TimeoutException e) {
            throw unreachable("it did not answer within " + timeout.toSeconds() + " s", e);
        } finally {
            client.shutdownNow();
        }
    }

    private HttpClient client(KeyManager keys, TrustManager trust) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            SSLParameters parameters = new SSLParameters(
                    TlsSuites.SUITES.toArray(String[]::new), TlsSuites.PROTOCOLS.toArray(String[]::new));
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(timeout)
                    .sslContext(tls)
                    .sslParameters(parameters)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private SkepException explain(Throwable failure) {
        Optional<CertificateException> certificate = Anchors.find(failure, CertificateException.class);
        if (certificate.isPresent()) {
            return untrusted(server, certificate.get());
        }
        if (Anchors.find(failure, SSLException.class).isPresent()) {
            return untrusted(server, failure);
        }
        if (Anchors.find(failure, IOException.class)
                .map(IOException::getMessage)
                .filter(text -> text.startsWith("body exceeds capacity"))
                .isPresent()) {
            return new SkepException(
                    PkiError.ANSWER_TOO_LONG, "The answer of " + server + " is longer than any certificate.", failure);
        }
        return unreachable(
                Optional.ofNullable(failure.getMessage())
                        .orElse(failure.getClass().getSimpleName()),
                failure);
    }

    private SkepException unreachable(String reason, Throwable cause) {
        return new SkepException(
                PkiError.SERVER_UNREACHABLE, "The edge could not reach " + server + ": " + reason + ".", cause);
    }

    static SkepException untrusted(URI server, Throwable cause) {
        return new SkepException(
                PkiError.SERVER_UNTRUSTED,
                "The edge does not trust " + server + ": " + cause.getMessage() + ".",
                cause);
    }
}
