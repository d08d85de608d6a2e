package io.skep.common.pki;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * For an endpoint that tells an untrusted client in an answer, not by a TLS alert, why it is not believed. Each chain is judged in the handshake; a fault
 * that the client's operator can understand and mend (foreign CA, wrong time or purpose) lets the handshake end, which proves that the client holds its key
 * and nothing else, and the endpoint must ask {@link #fault} before it believes the certificate. Any other fault ends the handshake. Judges no servers.
 */
public final class DeferredClientTrust extends X509ExtendedTrustManager {

    private final ClientJudge judge;

    public DeferredClientTrust(ClientJudge judge) {
        this.judge = judge;
    }

    /** What is wrong with what the client presented; empty when it may be believed. */
    public Optional<CertificateFault> fault(List<X509Certificate> chain) {
        return judge.fault(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        Optional<CertificateFault> fault = judge.fault(List.of(chain));
        if (fault.filter(found -> !isTold(found.kind())).isPresent()) {
            throw new UntrustedClientException(fault.get());
        }
    }

    private static boolean isTold(CertificateFault.Kind kind) {
        return switch (kind) {
            case FOREIGN, NOT_YET_VALID, EXPIRED, PURPOSE -> true;
            case MISSING, KEY -> false;
        };
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("for clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("for clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("for clients only");
    }

    /** None is named, so that a client sends what it has and learns what is wrong with it. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
