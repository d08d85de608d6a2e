package io.skep.common.pki.internal;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust of the very first request, whose server cannot be verified yet because the CA is what it asks for. It remembers the chain that was
 * presented; the answer counts for nothing until {@link #verify} has judged that chain by the CA that the token vouches for. Serves one
 * handshake and never as a server's judge of clients.
 */
final class FirstContact extends X509ExtendedTrustManager {

    private List<X509Certificate> presented = List.of();

    /** Judges what was presented: issued by this CA, for a server, for this host. */
    synchronized void verify(X509Certificate ca, String host) throws CertificateException {
        if (presented.isEmpty()) {
            throw new CertificateException("the server presented no certificate");
        }
        Anchors.trustManager(List.of(ca)).checkServerTrusted(presented.toArray(X509Certificate[]::new), "UNKNOWN");
        if (!HostNames.covers(presented.getFirst(), host)) {
            throw new CertificateException("the server's certificate does not name " + host);
        }
    }

    private synchronized void remember(X509Certificate[] chain) throws CertificateException {
        if (!presented.isEmpty() && !presented.equals(List.of(chain))) {
            throw new CertificateException("the server changed its certificate");
        }
        presented = List.of(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        remember(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        remember(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        remember(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no clients are judged here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no clients are judged here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no clients are judged here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
