package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EdgeHubConfigTest {

    @Test
    void hasKubeEdgesKeysAndDefaults() {
        assertThat(Arrays.stream(EdgeHubConfig.class.getDeclaredMethods())
                        .collect(Collectors.toMap(Method::getName, Method::getDefaultValue)))
                .containsOnly(
                        Map.entry("heartbeat", 15),
                        Map.entry("messageQPS", 30),
                        Map.entry("messageBurst", 60),
                        Map.entry("projectID", "e632aba927ea4ac2b575ec1603d56f10"),
                        Map.entry("tlsCaFile", "/etc/kubeedge/ca/rootCA.crt"),
                        Map.entry("tlsCertFile", "/etc/kubeedge/certs/server.crt"),
                        Map.entry("tlsPrivateKeyFile", "/etc/kubeedge/certs/server.key"),
                        Map.entry("_token", ""),
                        Map.entry("httpServer", "https://127.0.0.1:10002"),
                        Map.entry("rotateCertificates", true),
                        Map.entry("websocket_enable", true),
                        Map.entry("websocket_server", "127.0.0.1:10000"),
                        Map.entry("websocket_handshakeTimeout", 30),
                        Map.entry("websocket_readDeadline", 15),
                        Map.entry("websocket_writeDeadline", 15),
                        Map.entry("quic_enable", false),
                        Map.entry("quic_server", "127.0.0.1:10001"),
                        Map.entry("quic_handshakeTimeout", 30),
                        Map.entry("quic_readDeadline", 15),
                        Map.entry("quic_writeDeadline", 15),
                        Map.entry("nodeName", "default-edge-node"),
                        Map.entry("bootstrapFile", "/etc/kubeedge/bootstrap-edgecore.conf"));
    }
}
