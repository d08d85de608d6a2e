package io.skep.common.transport;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** How the cloud listens. */
public record LinkServerOptions(
        String host, int port, X509ExtendedKeyManager keys, X509ExtendedTrustManager clients, LinkLimits limits) {}
