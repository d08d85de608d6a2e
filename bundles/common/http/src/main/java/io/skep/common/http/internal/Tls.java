package io.skep.common.http.internal;

import io.netty.handler.ssl.SslHandler;
import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpError;
import io.skep.common.http.HttpTls;
import io.skep.common.pki.TlsSuites;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/** The server side of TLS; no ALPN, so that every client speaks HTTP/1.1. */
final class Tls {

    private static final int SESSION_SECONDS = 600;
    private static final int SESSIONS = 1024;

    private final HttpTls options;
    private final SSLContext context;

    Tls(HttpTls options) {
        this.options = options;
        try {
            this.context = SSLContext.getInstance("TLS");
            TrustManager[] clients = options.clients().stream().toArray(TrustManager[]::new);
            context.init(new KeyManager[] {options.keys()}, clients, null);
        } catch (GeneralSecurityException e) {
            throw new SkepException(HttpError.TLS_UNAVAILABLE, "TLS could not be set up: " + e.getMessage() + ".", e);
        }
        SSLSessionContext sessions = context.getServerSessionContext();
        sessions.setSessionTimeout(SESSION_SECONDS);
        sessions.setSessionCacheSize(SESSIONS);
    }

    SslHandler handler(Duration handshakeTimeout) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(TlsSuites.PROTOCOLS.toArray(String[]::new));
        engine.setEnabledCipherSuites(TlsSuites.SUITES.toArray(String[]::new));
        if (options.clients().isPresent()) {
            if (options.clientsRequired()) {
                engine.setNeedClientAuth(true);
            } else {
                engine.setWantClientAuth(true);
            }
        }
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }
}
