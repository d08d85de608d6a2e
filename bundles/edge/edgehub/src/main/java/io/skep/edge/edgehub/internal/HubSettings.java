package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.CertificateFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration as the hub uses it. The token is not part of it: a change of it alone disturbs nothing.
 *
 * @param server of the lane in use
 * @param webSocket the lane; QUIC otherwise
 */
public record HubSettings(
        String nodeName,
        String projectId,
        String server,
        String httpServer,
        CertificateFiles files,
        boolean rotate,
        boolean webSocket,
        Duration heartbeat,
        Duration handshakeTimeout,
        int messagesPerSecond,
        int burst) {

    private static final Logger LOG = LoggerFactory.getLogger(HubSettings.class);

    static HubSettings of(EdgeHubConfig config) {
        boolean webSocket = isWebSocket(config);
        return new HubSettings(
                config.nodeName(),
                config.projectID(),
                webSocket ? config.websocket_server() : config.quic_server(),
                config.httpServer(),
                new CertificateFiles(
                        Path.of(config.tlsCaFile()),
                        Path.of(config.tlsCertFile()),
                        Path.of(config.tlsPrivateKeyFile())),
                config.rotateCertificates(),
                webSocket,
                Duration.ofSeconds(Math.max(1, config.heartbeat())),
                Duration.ofSeconds(
                        Math.max(1, webSocket ? config.websocket_handshakeTimeout() : config.quic_handshakeTimeout())),
                config.messageQPS(),
                config.messageBurst());
    }

    /** The file is checked before it comes here; what is unclear nevertheless means the lane that reaches every cloud. */
    private static boolean isWebSocket(EdgeHubConfig config) {
        if (config.websocket_enable() == config.quic_enable()) {
            SkepException unclear = new SkepException(
                    HubError.ONE_LANE, "The edge dials by WebSocket because its configuration does not name one lane.");
            LOG.warn(unclear.line());
        }
        return config.websocket_enable() || !config.quic_enable();
    }

    /** True when a link dialled with the other settings is as good. */
    boolean dialsLike(HubSettings other) {
        return nodeName.equals(other.nodeName)
                && projectId.equals(other.projectId)
                && server.equals(other.server)
                && httpServer.equals(other.httpServer)
                && files.equals(other.files)
                && webSocket == other.webSocket;
    }
}
