package io.skep.common.pki;

import io.skep.common.pki.internal.Anchors;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what the given CAs issued: chain, validity, algorithm and purpose are verified. A server is trusted only for the host that was dialled:
 * an engine or socket that does not ask for that (endpoint identification {@code HTTPS}) is refused. Thread-safe.
 */
public final class CaTrustManager extends X509ExtendedTrustManager {

    private final InstantSource clock;
    private volatile Trusted trusted;

    private CaTrustManager(List<X509Certificate> cas, InstantSource clock) {
        this.clock = clock;
        this.trusted = Trusted.of(cas, clock);
    }

    public static CaTrustManager of(X509Certificate... cas) {
        return of(List.of(cas));
    }

    public static CaTrustManager of(List<X509Certificate> cas) {
        return of(cas, InstantSource.system());
    }

    /** @param clock by which clients are judged; servers are judged by the system's */
    public static CaTrustManager of(List<X509Certificate> cas, InstantSource clock) {
        return new CaTrustManager(cas, clock);
    }

    /** Trusts these instead, from the next handshake on. */
    public void replace(List<X509Certificate> cas) {
        trusted = Trusted.of(cas, clock);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        requireHostCheck(engine.getSSLParameters().getEndpointIdentificationAlgorithm());
        try {
            trusted.anchors.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        requireHostCheck(
                socket instanceof SSLSocket tls ? tls.getSSLParameters().getEndpointIdentificationAlgorithm() : null);
        try {
            trusted.anchors.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    /**
     * Judges a client's chain, in a handshake or outside of one.
     *
     * @throws CertificateException with the fault, in a clause
     */
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        Optional<CertificateFault> fault = trusted.clients.fault(List.of(chain));
        if (fault.isPresent()) {
            throw new UntrustedClientException(fault.get());
        }
    }

    /** Always refuses: a server is judged with its host only. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        requireHostCheck(null);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trusted.anchors.getAcceptedIssuers();
    }

    private static void requireHostCheck(String algorithm) throws CertificateException {
        if (!"HTTPS".equals(algorithm)) {
            throw new CertificateException("the connection does not verify the server's host name");
        }
    }

    /** A clock that is wrong is said to be, because it is what the operator has to mend. */
    private CertificateException explained(X509Certificate[] chain, CertificateException failure) {
        boolean time = Anchors.find(failure, CertificateNotYetValidException.class)
                        .isPresent()
                || Anchors.find(failure, CertificateExpiredException.class).isPresent();
        return time
                ? new CertificateException(
                        "its certificate is valid from "
                                + chain[0].getNotBefore().toInstant() + " to "
                                + chain[0].getNotAfter().toInstant() + ", and the clock here says " + clock.instant(),
                        failure)
                : failure;
    }

    private record Trusted(X509ExtendedTrustManager anchors, ClientJudge clients) {
        private static Trusted of(List<X509Certificate> cas, InstantSource clock) {
            return new Trusted(Anchors.trustManager(cas), ClientJudge.of(cas, clock));
        }
    }
}
