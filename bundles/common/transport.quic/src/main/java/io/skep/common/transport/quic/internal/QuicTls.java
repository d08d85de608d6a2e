package io.skep.common.transport.quic.internal;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Mutual TLS 1.3 of the lane. Sessions are not resumed, so that each connection shows its certificate. */
final class QuicTls {

    static final String PROTOCOL = "skep/1";

    private static final long NO_RESUMPTION_SECONDS = 1;

    private QuicTls() {}

    /** The listening end: a client certificate is required. */
    static QuicSslContext server(X509ExtendedKeyManager keys, X509ExtendedTrustManager clients) {
        return QuicSslContextBuilder.forServer(keys, null)
                .trustManager(clients)
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocols(PROTOCOL)
                .earlyData(false)
                .sessionTimeout(NO_RESUMPTION_SECONDS)
                .build();
    }

    /** The dialling end: the server's certificate must name the host. */
    static QuicSslContext client(X509ExtendedKeyManager keys, X509ExtendedTrustManager servers) {
        return QuicSslContextBuilder.forClient()
                .keyManager(keys, null)
                .trustManager(servers)
                .endpointIdentificationAlgorithm("HTTPS")
                .applicationProtocols(PROTOCOL)
                .earlyData(false)
                .sessionTimeout(NO_RESUMPTION_SECONDS)
                .build();
    }

    /** The certificate that the peer presented. */
    static Optional<X509Certificate> peer(QuicChannel connection) {
        SSLEngine engine = connection.sslEngine();
        try {
            return engine != null && engine.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
