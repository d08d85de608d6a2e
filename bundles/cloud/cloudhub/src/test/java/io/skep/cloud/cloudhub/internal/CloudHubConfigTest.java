package io.skep.cloud.cloudhub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CloudHubConfigTest {

    @Test
    void keysAndDefaultsAreThoseOfKubeEdge() {
        Map<String, Object> defaults = new TreeMap<>();
        Arrays.stream(CloudHubConfig.class.getDeclaredMethods())
                .filter(method -> !method.getReturnType().isArray())
                .forEach(method -> defaults.put(method.getName().replace('_', '.'), method.getDefaultValue()));

        assertThat(defaults)
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("keepaliveInterval", 30),
                        Map.entry("nodeLimit", 500),
                        Map.entry("windowMessages", 16),
                        Map.entry("skepWindowMessages", 256),
                        Map.entry("admissionLimit", 64),
                        Map.entry("tlsCAFile", "/etc/kubeedge/ca/rootCA.crt"),
                        Map.entry("tlsCAKeyFile", "/etc/kubeedge/ca/rootCA.key"),
                        Map.entry("tlsCertFile", "/etc/kubeedge/certs/server.crt"),
                        Map.entry("tlsPrivateKeyFile", "/etc/kubeedge/certs/server.key"),
                        Map.entry("writeTimeout", 30),
                        Map.entry("edgeCertSigningDuration", 365),
                        Map.entry("edgeCertGraceDuration", 30),
                        Map.entry("tokenRefreshDuration", 12),
                        Map.entry("tokenFile", ""),
                        Map.entry("acceptSharedIdentity", false),
                        Map.entry("websocket.enable", true),
                        Map.entry("websocket.address", "0.0.0.0"),
                        Map.entry("websocket.port", 10000),
                        Map.entry("https.enable", true),
                        Map.entry("https.address", "0.0.0.0"),
                        Map.entry("https.port", 10002),
                        Map.entry("quic.enable", false),
                        Map.entry("quic.address", "0.0.0.0"),
                        Map.entry("quic.port", 10001),
                        Map.entry("quic.maxIncomingStreams", 10000),
                        Map.entry("unixsocket.enable", true),
                        Map.entry("unixsocket.address", "unix:///var/lib/kubeedge/kubeedge.sock"))));
    }
}
