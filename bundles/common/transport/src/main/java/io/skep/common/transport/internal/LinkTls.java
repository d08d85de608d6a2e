package io.skep.common.transport.internal;

import io.netty.handler.ssl.SslHandler;
import io.skep.beehive.api.SkepException;
import io.skep.common.pki.TlsSuites;
import io.skep.common.transport.LinkError;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;

/** Mutual TLS of a link; no ALPN, because the upgrade needs HTTP/1.1. */
final class LinkTls {

    private static final int SESSION_SECONDS = 600;
    private static final int SESSIONS = 1024;
    private static final long CLOSE_NOTIFY_MS = 1000;

    private final SSLContext context;
    private final Duration timeout;

    LinkTls(KeyManager keys, TrustManager trust, Duration timeout) {
        this.timeout = timeout;
        try {
            this.context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
        } catch (GeneralSecurityException e) {
            throw new SkepException(LinkError.TLS_UNAVAILABLE, "TLS could not be set up: " + e.getMessage() + ".", e);
        }
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        context.getServerSessionContext().setSessionCacheSize(SESSIONS);
    }

    /** The listening end: a client certificate is required. */
    SslHandler server() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return handler(engine);
    }

    /** The dialling end: the server's certificate must name the host. */
    SslHandler client(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return handler(engine);
    }

    private SslHandler handler(SSLEngine engine) {
        engine.setEnabledProtocols(TlsSuites.PROTOCOLS.toArray(String[]::new));
        engine.setEnabledCipherSuites(TlsSuites.SUITES.toArray(String[]::new));
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeout(CLOSE_NOTIFY_MS, TimeUnit.MILLISECONDS);
        return handler;
    }

    /** The certificate that the peer presented. */
    static Optional<X509Certificate> peer(SslHandler handler) {
        try {
            return handler.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
