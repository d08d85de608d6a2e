package io.skep.common.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How a server listens and what it bears.
 *
 * @param name for logs and metrics, e.g. {@code cloudhub-https}
 * @param host address to bind
 * @param port port to bind, 0 for any
 * @param tls empty for plain HTTP
 * @param maxBodyBytes a longer request body is answered 413
 * @param headerTimeout time for a complete request head and, apart from that, for TLS
 * @param idleTimeout a connection without a request is closed after it; a running response is never idle
 * @param maxConnections further connections are closed at once
 */
public record HttpServerOptions(
        String name,
        String host,
        int port,
        Optional<HttpTls> tls,
        int maxBodyBytes,
        Duration headerTimeout,
        Duration idleTimeout,
        int maxConnections) {

    /** 3 MiB bodies, 10 s for the head, 120 s idle, 10 000 connections. */
    public static HttpServerOptions of(String name, String host, int port) {
        return new HttpServerOptions(
                name,
                host,
                port,
                Optional.empty(),
                3 * 1024 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(120),
                10_000);
    }

    public HttpServerOptions withTls(HttpTls tls) {
        return new HttpServerOptions(
                name, host, port, Optional.of(tls), maxBodyBytes, headerTimeout, idleTimeout, maxConnections);
    }

    public HttpServerOptions withMaxBodyBytes(int bytes) {
        return new HttpServerOptions(name, host, port, tls, bytes, headerTimeout, idleTimeout, maxConnections);
    }
}
