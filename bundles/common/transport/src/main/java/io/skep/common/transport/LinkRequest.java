package io.skep.common.transport;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A peer that asks to be let in: TLS is done, the upgrade is not answered yet.
 *
 * @param nodeId what the peer says it is, empty if it says nothing; to be compared with the certificate
 * @param peerCertificate verified by TLS
 * @param skepPeer it announced {@code Skep-Channel: 1}
 * @param lane {@code websocket} or {@code quic}
 */
public record LinkRequest(
        String nodeId,
        String projectId,
        Optional<X509Certificate> peerCertificate,
        InetSocketAddress peer,
        boolean skepPeer,
        String lane) {}
