package io.skep.common.pki;

import io.skep.common.pki.internal.Anchors;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what the given CAs issued: chain, validity, algorithm and purpose are verified. A server is trusted only for the host that was dialled:
 * an engine or socket that does not ask for that (endpoint identification {@code HTTPS}) is refused. Thread-safe.
 */
public final class CaTrustManager extends X509ExtendedTrustManager {

    private volatile X509ExtendedTrustManager anchors;

    private CaTrustManager(List<X509Certificate> cas) {
        this.anchors = Anchors.trustManager(cas);
    }

    public static CaTrustManager of(X509Certificate... cas) {
        return new CaTrustManager(List.of(cas));
    }

    public static CaTrustManager of(List<X509Certificate> cas) {
        return new CaTrustManager(cas);
    }

    /** Trusts these instead, from the next handshake on. */
    public void replace(List<X509Certificate> cas) {
        anchors = Anchors.trustManager(cas);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        anchors.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        requireHostCheck(engine.getSSLParameters().getEndpointIdentificationAlgorithm());
        anchors.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        anchors.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        requireHostCheck(
                socket instanceof SSLSocket tls ? tls.getSSLParameters().getEndpointIdentificationAlgorithm() : null);
        anchors.checkServerTrusted(chain, authType, socket);
    }

    /** Judges a client's chain outside of a handshake. */
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        anchors.checkClientTrusted(chain, authType);
    }

    /** Always refuses: a server is judged with its host only. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        requireHostCheck(null);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return anchors.getAcceptedIssuers();
    }

    private static void requireHostCheck(String algorithm) throws CertificateException {
        if (!"HTTPS".equals(algorithm)) {
            throw new CertificateException("the connection does not verify the server's host name");
        }
    }
}
