package io.skep.common.config.internal;

import io.skep.beehive.api.SkepException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules between values that KubeEdge's own validation has (docs/protocol/configuration.md). */
final class Validation {

    private static final Pattern NODE_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private final Path file;

    Validation(Path file) {
        this.file = file;
    }

    static boolean isNodeName(String name) {
        return NODE_NAME.matcher(name).matches();
    }

    void check(Map<String, Map<String, Object>> byPid) {
        Map<String, Object> edgeHub = byPid.get("io.skep.edge.edgehub");
        if (edgeHub != null) {
            boolean webSocket = flag(edgeHub, "websocket.enable", true);
            boolean quic = flag(edgeHub, "quic.enable", false);
            require(
                    webSocket != quic,
                    "modules.edgeHub.websocket.enable and modules.edgeHub.quic.enable are both " + webSocket
                            + "; exactly one of them is true");
            notNegative(edgeHub, "messageQPS", "modules.edgeHub.messageQPS");
            notNegative(edgeHub, "messageBurst", "modules.edgeHub.messageBurst");
            String name = String.valueOf(edgeHub.get("nodeName"));
            require(
                    isNodeName(name),
                    "modules.edged.hostnameOverride '" + name
                            + "' is no node name (lower-case letters, digits, '-' and '.')");
        }
        Map<String, Object> eventBus = byPid.get("io.skep.edge.eventbus");
        if (eventBus != null) {
            long mode = whole(eventBus, "mqttMode", 2);
            require(mode >= 0 && mode <= 2, "modules.eventBus.mqttMode is " + mode + "; it is 0, 1 or 2");
        }
        Map<String, Object> cloudHub = byPid.get("io.skep.cloud.cloudhub");
        if (cloudHub != null) {
            double hours = cloudHub.get("tokenRefreshDuration") instanceof Number n ? n.doubleValue() : 12;
            require(hours > 0, "modules.cloudHub.tokenRefreshDuration is " + hours + "; it is more than 0");
            port(cloudHub, "websocket.port", "modules.cloudHub.websocket.port");
            port(cloudHub, "https.port", "modules.cloudHub.https.port");
            port(cloudHub, "quic.port", "modules.cloudHub.quic.port");
        }
        Map<String, Object> apiServer = byPid.get("io.skep.cloud.apiserver");
        if (apiServer != null) {
            port(apiServer, "port", "modules.apiServer.port");
        }
    }

    private void notNegative(Map<String, Object> properties, String key, String path) {
        long value = whole(properties, key, 0);
        require(value >= 0, path + " is " + value + "; it is 0 or more");
    }

    private void port(Map<String, Object> properties, String key, String path) {
        long value = whole(properties, key, 0);
        require(value >= 0 && value <= 65535, path + " is " + value + "; a port is 0 to 65535");
    }

    private static boolean flag(Map<String, Object> properties, String key, boolean otherwise) {
        return properties.get(key) instanceof Boolean value ? value : otherwise;
    }

    private static long whole(Map<String, Object> properties, String key, long otherwise) {
        return properties.get(key) instanceof Number value ? value.longValue() : otherwise;
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw new SkepException(ConfigError.INVALID, file + ": " + sentence + ".");
        }
    }
}
