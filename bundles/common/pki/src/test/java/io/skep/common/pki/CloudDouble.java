package io.skep.common.pki;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.skep.common.pki.internal.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;

/** Port 10002 as a Go cloudcore answers it. */
final class CloudDouble implements AutoCloseable {

    private final CertificateAuthority ca;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> nodeNames = new CopyOnWriteArrayList<>();
    private volatile Optional<X509Certificate> presented = Optional.empty();
    private volatile Optional<Answer> prepared = Optional.empty();

    private record Answer(int status, byte[] body) {}

    CloudDouble(CertificateAuthority ca, Identity identity) {
        this.ca = ca;
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    new KeyManager[] {ReloadableKeyManager.of(identity)},
                    new TrustManager[] {CaTrustManager.of(ca.certificate())},
                    null);
            server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                    wanted.setWantClientAuth(true);
                    parameters.setSSLParameters(wanted);
                }
            });
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(threads);
        server.createContext("/ca.crt", exchange -> send(exchange, 200, ca.certificateDer()));
        server.createContext("/edge.crt", this::edge);
        server.start();
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers /edge.crt like this from now on. */
    void answer(int status, byte[] body) {
        prepared = Optional.of(new Answer(status, body));
    }

    List<String> nodeNames() {
        return nodeNames;
    }

    Optional<X509Certificate> presented() {
        return presented;
    }

    private void edge(HttpExchange exchange) throws IOException {
        byte[] csr = exchange.getRequestBody().readAllBytes();
        String node = exchange.getRequestHeaders().getFirst("NodeName");
        nodeNames.add(node);
        if (prepared.isPresent()) {
            send(exchange, prepared.get().status(), prepared.get().body());
            return;
        }
        presented = certificate(exchange);
        String bearer = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("")
                .replace("Bearer ", "");
        boolean allowed = presented.isPresent() || Tokens.check(ca, bearer, Instant.now()) instanceof TokenCheck.Valid;
        if (allowed) {
            X509Certificate issued =
                    ca.sign(csr, Subject.node(node), Set.of(KeyPurpose.CLIENT_AUTH), Duration.ofDays(1));
            send(exchange, 200, Keys.encoded(issued));
        } else {
            send(exchange, 400, "Invalid authorization token".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Optional<X509Certificate> certificate(HttpExchange exchange) {
        try {
            return Optional.of(
                    (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
