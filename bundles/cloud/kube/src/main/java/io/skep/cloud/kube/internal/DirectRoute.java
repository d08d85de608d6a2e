package io.skep.cloud.kube.internal;

import io.fabric8.kubernetes.client.Config;
import io.skep.common.http.HttpDirect;
import io.skep.common.http.HttpServers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to an API server that runs in this process, without sockets, TLS and their costs. It opens when a call over TLS has succeeded, which proved who both
 * ends are, and closes when that server does or the client's certificate expires. Thread-safe.
 */
final class DirectRoute {

    /** To a server that is elsewhere. */
    static final DirectRoute NONE = new DirectRoute("", 0, List.of(), Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(DirectRoute.class);

    private final String host;
    private final int port;
    private final List<X509Certificate> certificates;
    private final Optional<HttpServers> servers;
    private volatile HttpDirect proven;

    private DirectRoute(String host, int port, List<X509Certificate> certificates, Optional<HttpServers> servers) {
        this.host = host;
        this.port = port;
        this.certificates = certificates;
        this.servers = servers;
    }

    /** For a client that comes with a certificate and nothing else; others have no such way. */
    static DirectRoute of(Config config, Optional<HttpServers> servers) {
        URI address = URI.create(config.getMasterUrl());
        boolean more = config.getOauthToken() != null
                || config.getOauthTokenProvider() != null
                || config.getUsername() != null
                || config.getImpersonateUsername() != null;
        if (!"https".equals(address.getScheme()) || more) {
            return NONE;
        }
        List<X509Certificate> chain = chain(config);
        return chain.isEmpty() ? NONE : new DirectRoute(address.getHost(), address.getPort(), chain, servers);
    }

    private static List<X509Certificate> chain(Config config) {
        try (InputStream pem = pem(config)) {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                chain.add((X509Certificate) certificate);
            }
            return List.copyOf(chain);
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            LOG.debug("no direct way to the API", e);
            return List.of();
        }
    }

    private static InputStream pem(Config config) throws IOException {
        if (config.getClientCertData() != null) {
            return new ByteArrayInputStream(Base64.getDecoder().decode(config.getClientCertData()));
        }
        String file = config.getClientCertFile();
        return file == null ? InputStream.nullInputStream() : Files.newInputStream(Path.of(file));
    }

    /** The certificates that the client shows. */
    List<X509Certificate> certificates() {
        return certificates;
    }

    /** The server, while the way is open. */
    Optional<HttpDirect> open() {
        HttpDirect known = proven;
        return known == null
                        || System.currentTimeMillis()
                                >= certificates.getFirst().getNotAfter().getTime()
                ? Optional.empty()
                : find().filter(known::equals);
    }

    /** A server that may be the one; to be noted before the call over TLS. */
    Optional<HttpDirect> find() {
        return servers.flatMap(all -> all.findDirect(host, port));
    }

    /** A call over TLS, made when the server was found, has succeeded. */
    void proven(HttpDirect server) {
        if (find().filter(server::equals).isPresent()) {
            proven = server;
        }
    }
}
