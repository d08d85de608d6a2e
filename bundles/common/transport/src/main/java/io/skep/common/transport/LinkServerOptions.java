package io.skep.common.transport;

import java.time.Duration;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How the cloud listens.
 *
 * @param maxMessageBytes a longer message ends the link
 * @param handshakeTimeout for TLS and the upgrade request, each
 */
public record LinkServerOptions(
        String host,
        int port,
        X509ExtendedKeyManager keys,
        X509ExtendedTrustManager clients,
        int maxMessageBytes,
        Duration handshakeTimeout) {}
