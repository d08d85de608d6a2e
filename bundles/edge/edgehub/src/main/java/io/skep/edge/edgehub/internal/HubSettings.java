package io.skep.edge.edgehub.internal;

import io.skep.common.pki.CertificateFiles;
import java.nio.file.Path;
import java.time.Duration;

/** The configuration as the hub uses it. The token is not part of it: a change of it alone disturbs nothing. */
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

    static HubSettings of(EdgeHubConfig config) {
        return new HubSettings(
                config.nodeName(),
                config.projectID(),
                config.websocket_server(),
                config.httpServer(),
                new CertificateFiles(
                        Path.of(config.tlsCaFile()),
                        Path.of(config.tlsCertFile()),
                        Path.of(config.tlsPrivateKeyFile())),
                config.rotateCertificates(),
                config.websocket_enable(),
                Duration.ofSeconds(Math.max(1, config.heartbeat())),
                Duration.ofSeconds(Math.max(1, config.websocket_handshakeTimeout())),
                config.messageQPS(),
                config.messageBurst());
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
