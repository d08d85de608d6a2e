package io.skep.common.transport;

import java.time.Duration;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How the edge dials {@code wss://server/projectId/nodeId/events}.
 *
 * @param server host:port; the host is verified against the server's certificate
 * @param connectTimeout for TCP (QUIC: its handshake); an address that is silent for so long counts as unreachable
 * @param connectEvery while the address is silent another TCP connect starts so often beside those that are under way; the first that gets through is used
 * @param handshakeTimeout for TLS and the upgrade, each
 * @param pingInterval WebSocket pings, zero for none; two unanswered end the link
 */
public record LinkClientOptions(
        String server,
        String projectId,
        String nodeId,
        X509ExtendedKeyManager keys,
        X509ExtendedTrustManager servers,
        int maxMessageBytes,
        Duration connectTimeout,
        Duration connectEvery,
        Duration handshakeTimeout,
        Duration pingInterval) {

    /** One TCP connect at a time. */
    public LinkClientOptions(
            String server,
            String projectId,
            String nodeId,
            X509ExtendedKeyManager keys,
            X509ExtendedTrustManager servers,
            int maxMessageBytes,
            Duration connectTimeout,
            Duration handshakeTimeout,
            Duration pingInterval) {
        this(
                server,
                projectId,
                nodeId,
                keys,
                servers,
                maxMessageBytes,
                connectTimeout,
                connectTimeout,
                handshakeTimeout,
                pingInterval);
    }
}
