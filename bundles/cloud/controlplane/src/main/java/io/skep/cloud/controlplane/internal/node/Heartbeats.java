package io.skep.cloud.controlplane.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Conditions;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When each node was last heard of, by the clock of this process: the clocks of the edges need not agree with it. A change of the lease's renewTime
 * or of the node's own lastHeartbeatTime is a sign of life. A node that is seen for the first time counts as heard of. Used by one thread.
 */
final class Heartbeats {

    private record Sign(String pulse, Instant seen) {}

    private final Map<String, Sign> signs = new HashMap<>();

    /** How long the node has been silent. */
    Duration silence(ObjectNode node, Optional<ObjectNode> lease, Instant now) {
        String pulse = pulse(node, lease);
        Sign sign = signs.merge(
                KubeObject.uid(node),
                new Sign(pulse, now),
                (old, fresh) -> old.pulse().equals(pulse) ? old : fresh);
        return Duration.between(sign.seen(), now);
    }

    private static String pulse(ObjectNode node, Optional<ObjectNode> lease) {
        String renewed = lease.map(one -> one.at("/spec/renewTime").asText("")).orElse("");
        JsonNode beat = Conditions.find(node, "Ready")
                .filter(condition -> !condition.path("status").asText().equals("Unknown"))
                .map(condition -> condition.path("lastHeartbeatTime"))
                .orElse(node.path("no such field"));
        return renewed + " " + beat.asText("");
    }

    /** Forgets nodes that are gone. */
    void retain(Set<String> uids) {
        signs.keySet().retainAll(uids);
    }
}
