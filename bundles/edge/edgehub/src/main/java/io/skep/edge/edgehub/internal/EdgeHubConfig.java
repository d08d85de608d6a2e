package io.skep.edge.edgehub.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** KubeEdge's section {@code modules.edgeHub}; a digit of the key path is a dot in the attribute. */
@ObjectClassDefinition(name = "Skep edgehub", description = "The edge's link to the cloud")
@interface EdgeHubConfig {

    @AttributeDefinition(description = "seconds from one keepalive to the next")
    int heartbeat() default 15;

    @AttributeDefinition(
            description = "messages a second to the cloud, keepalives and acknowledgements not counted; 0 for no limit")
    int messageQPS() default 30;

    @AttributeDefinition(description = "messages that may go at once after a pause")
    int messageBurst() default 60;

    @AttributeDefinition(description = "first part of the path that is dialled")
    String projectID() default "e632aba927ea4ac2b575ec1603d56f10";

    @AttributeDefinition(description = "PEM file of the cloud's CA; written at the bootstrap")
    String tlsCaFile() default "/etc/kubeedge/ca/rootCA.crt";

    @AttributeDefinition(description = "PEM file of the edge's certificate; written at the bootstrap")
    String tlsCertFile() default "/etc/kubeedge/certs/server.crt";

    @AttributeDefinition(description = "PEM file of the edge's key; written at the bootstrap")
    String tlsPrivateKeyFile() default "/etc/kubeedge/certs/server.key";

    @AttributeDefinition(description = "join token, used when bootstrapFile does not exist; blanked after use")
    String _token() default "";

    @AttributeDefinition(description = "https://host:port that issues certificates")
    String httpServer() default "https://127.0.0.1:10002";

    @AttributeDefinition(description = "renew the certificate before it ends")
    boolean rotateCertificates() default true;

    @AttributeDefinition(description = "use the WebSocket link")
    boolean websocket_enable() default true;

    @AttributeDefinition(description = "host:port of the cloud")
    String websocket_server() default "127.0.0.1:10000";

    @AttributeDefinition(description = "seconds for TCP, TLS and the upgrade")
    int websocket_handshakeTimeout() default 30;

    @AttributeDefinition(description = "accepted for KubeEdge's sake; has no effect")
    int websocket_readDeadline() default 15;

    @AttributeDefinition(description = "accepted for KubeEdge's sake; has no effect")
    int websocket_writeDeadline() default 15;

    @AttributeDefinition(description = "use the QUIC link, to a Skep cloud only; websocket.enable must be false then")
    boolean quic_enable() default false;

    @AttributeDefinition(description = "host:port of the cloud's QUIC")
    String quic_server() default "127.0.0.1:10001";

    @AttributeDefinition(description = "seconds for TLS and the greeting")
    int quic_handshakeTimeout() default 30;

    @AttributeDefinition(description = "accepted for KubeEdge's sake; has no effect")
    int quic_readDeadline() default 15;

    @AttributeDefinition(description = "accepted for KubeEdge's sake; has no effect")
    int quic_writeDeadline() default 15;

    @AttributeDefinition(description = "Skep's: this node's name; copied from modules.edged.hostnameOverride")
    String nodeName() default "default-edge-node";

    @AttributeDefinition(description = "Skep's: file with the join token; deleted after use")
    String bootstrapFile() default "/etc/kubeedge/bootstrap-edgecore.conf";
}
