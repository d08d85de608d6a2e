package io.skep.common.transport.internal;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.skep.beehive.api.SkepException;
import io.skep.common.pki.TlsSuites;
import io.skep.common.transport.LinkError;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** The JDK's TLS. */
final class JdkTls implements LinkTls {

    private static final int SESSION_SECONDS = 600;
    private static final int SESSIONS = 1024;

    private final SSLContext context;
    private final Duration timeout;

    private JdkTls(SSLContext context, Duration timeout) {
        this.context = context;
        this.timeout = timeout;
    }

    static JdkTls of(KeyManager keys, TrustManager trust, Duration timeout) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS);
            return new JdkTls(context, timeout);
        } catch (GeneralSecurityException e) {
            throw new SkepException(LinkError.TLS_UNAVAILABLE, "TLS could not be set up: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public SslHandler server(ByteBufAllocator buffers) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return handler(engine);
    }

    @Override
    public SslHandler client(ByteBufAllocator buffers, String host, int port) {
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
        return LinkTls.timed(new SslHandler(engine), timeout);
    }

    @Override
    public String name() {
        return "the JDK";
    }

    @Override
    public void close() {
        // nothing outside of the heap
    }
}
