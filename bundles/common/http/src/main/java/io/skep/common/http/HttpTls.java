package io.skep.common.http;

import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS 1.2 (AEAD suites) and 1.3 of a server.
 *
 * @param keys asked at each handshake, so that a rotated certificate is used at once
 * @param clients judges client certificates; empty means that none are asked for
 * @param clientsRequired false: a client may come without a certificate, and one that {@code clients} does not trust fails the handshake
 */
public record HttpTls(
        X509ExtendedKeyManager keys, Optional<X509ExtendedTrustManager> clients, boolean clientsRequired) {}
