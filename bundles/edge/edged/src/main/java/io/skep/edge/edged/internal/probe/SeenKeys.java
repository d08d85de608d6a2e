package io.skep.edge.edged.internal.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS for the probes of one container. Nobody says which certificate a pod should have, and Kubernetes verifies none; here the key that a port showed first
 * is remembered, and a connection that shows another one is refused. The new key is remembered then: a pod may renew its certificate, and the next probe
 * goes by it. Thread-safe.
 */
final class SeenKeys {

    private static final int MOST_PLACES = 64;

    private final Map<String, String> keys = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_PLACES;
        }
    };

    /** The port shows another key than before. */
    static final class ChangedException extends CertificateException {

        private static final long serialVersionUID = 1L;

        ChangedException(String place) {
            super("the key of the certificate at " + place + " is another one than at the last probe");
        }
    }

    /** The change that made a connection fail, if it was one. */
    static Optional<ChangedException> change(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChangedException changed) {
                return Optional.of(changed);
            }
        }
        return Optional.empty();
    }

    Socket over(Socket plain, String host, int port) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Judge(host + ":" + port)}, null);
            return context.getSocketFactory().createSocket(plain, host, port, true);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not available: " + e.getMessage(), e);
        }
    }

    private synchronized void see(String place, X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("the pod has no certificate");
        }
        String key = hash(chain[0].getPublicKey().getEncoded());
        String known = keys.put(place, key);
        if (known != null && !known.equals(key)) {
            throw new ChangedException(place);
        }
    }

    private static String hash(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Judges one place. */
    private final class Judge extends X509ExtendedTrustManager {

        private final String place;

        Judge(String place) {
            this.place = place;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            see(place, chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            see(place, chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            see(place, chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw noClients();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw noClients();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw noClients();
        }

        private static CertificateException noClients() {
            return new CertificateException("no clients are judged here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
