package io.skep.edge.edged.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/**
 * What the configuration says about the node.
 *
 * @param namespace namespace word in messages
 * @param ip configured address, or empty
 * @param taints JSON array
 * @param skepVersion value of label {@code skep.io/version}
 */
public record NodeSettings(
        String name,
        String namespace,
        String ip,
        boolean register,
        boolean schedulable,
        Map<String, String> labels,
        JsonNode taints,
        Duration updateEvery,
        Duration reportEvery,
        Duration lease,
        int maxPods,
        int port,
        String skepVersion) {

    String resource(String type) {
        return namespace + "/" + type + "/" + name;
    }
}
