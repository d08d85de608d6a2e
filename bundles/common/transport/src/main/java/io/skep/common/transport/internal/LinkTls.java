package io.skep.common.transport.internal;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Mutual TLS of a link; no ALPN, because the upgrade needs HTTP/1.1. BoringSSL does it where netty-tcnative is installed, because
 * the JDK is slow at it without its full compiler; else the JDK. Either way the same managers judge and present certificates.
 */
interface LinkTls extends AutoCloseable {

    long CLOSE_NOTIFY_MS = 1000;

    /** The listening end: a client certificate is required. */
    SslHandler server(ByteBufAllocator buffers);

    /** The dialling end: the server's certificate must name the host. */
    SslHandler client(ByteBufAllocator buffers, String host, int port);

    /** Whose TLS it is, for the log. */
    String name();

    /** Frees what is not Java's; handlers that were made go on. */
    @Override
    void close();

    /** TLS for one listening address; {@code noNative}: by the JDK in any case. */
    static LinkTls listening(
            boolean noNative, X509ExtendedKeyManager keys, X509ExtendedTrustManager clients, Duration timeout) {
        return !noNative && NativeTls.isAvailable()
                ? NativeTls.listening(keys, clients, timeout)
                : JdkTls.of(keys, clients, timeout);
    }

    /** TLS for one dial; {@code noNative}: by the JDK in any case. */
    static LinkTls dialling(
            boolean noNative, X509ExtendedKeyManager keys, X509ExtendedTrustManager servers, Duration timeout) {
        return !noNative && NativeTls.isAvailable()
                ? NativeTls.dialling(keys, servers, timeout)
                : JdkTls.of(keys, servers, timeout);
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

    /** Sets the times that hold for every handler. */
    static SslHandler timed(SslHandler handler, Duration timeout) {
        handler.setHandshakeTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        handler.setCloseNotifyFlushTimeout(CLOSE_NOTIFY_MS, TimeUnit.MILLISECONDS);
        return handler;
    }
}
