package io.skep.cloud.controlplane.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Attempt;
import io.skep.cloud.controlplane.internal.Conditions;
import io.skep.cloud.controlplane.internal.Events;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Declares nodes unknown that are not heard of any more, and keeps the taints in step with the conditions. Used by one thread. */
public final class NodeLifecycle {

    /** Namespace of the nodes' leases. */
    public static final String LEASES = "kube-node-lease";

    private static final List<String> CONDITIONS = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    private final KubeClient kube;
    private final Informer nodes;
    private final Informer leases;
    private final Informer pods;
    private final Clock clock;
    private final InstantSource steady;
    private final Duration grace;
    private final Events events;
    private final Heartbeats heartbeats = new Heartbeats();
    private final Map<String, Boolean> wasReady = new HashMap<>();

    /**
     * @param leases the leases of {@link #LEASES}
     * @param grace how long a node may be silent
     */
    public NodeLifecycle(
            KubeClient kube,
            Informer nodes,
            Informer leases,
            Informer pods,
            Clock clock,
            InstantSource steady,
            Duration grace) {
        this.kube = kube;
        this.nodes = nodes;
        this.leases = leases;
        this.pods = pods;
        this.clock = clock;
        this.steady = steady;
        this.grace = grace;
        this.events = new Events(kube, clock, "node-controller");
    }

    /** Looks at every node once. */
    public void pass() {
        Instant now = clock.instant();
        Set<String> uids = new HashSet<>();
        for (ObjectNode node : nodes.list()) {
            uids.add(KubeObject.uid(node));
            Attempt.made("state of node " + KubeObject.name(node), () -> look(node, now));
        }
        heartbeats.retain(uids);
        wasReady.keySet().retainAll(uids);
    }

    private void look(ObjectNode node, Instant now) {
        Duration silence = heartbeats.silence(node, leases.find(LEASES, KubeObject.name(node)), steady.instant());
        ObjectNode current = node;
        if (silence.compareTo(grace) > 0 && !Conditions.status(node, "Ready").equals("Unknown")) {
            current = declareUnknown(node, now);
        }
        announce(current);
        Optional<JsonNode> taints = NodeTaints.change(current, now).map(list -> list);
        if (taints.isPresent()) {
            ObjectNode patch = Json.object();
            patch.putObject("metadata").put("resourceVersion", KubeObject.resourceVersion(current));
            patch.putObject("spec").set("taints", taints.get());
            kube.patch(KubeResource.NODES, "", KubeObject.name(node), "", PatchType.MERGE, patch);
        }
    }

    private ObjectNode declareUnknown(ObjectNode node, Instant now) {
        List<ObjectNode> unknown = new ArrayList<>();
        for (String type : CONDITIONS) {
            Optional<JsonNode> known = Conditions.find(node, type);
            ObjectNode condition = known.isPresent()
                    ? Conditions.of(type, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.", now)
                    : Conditions.of(
                            type, "Unknown", "NodeStatusNeverUpdated", "Kubelet never posted node status.", now);
            known.map(old -> old.path("lastHeartbeatTime"))
                    .filter(JsonNode::isTextual)
                    .ifPresent(beat -> condition.set("lastHeartbeatTime", beat));
            unknown.add(condition);
        }
        ObjectNode patch = Conditions.patch(unknown);
        patch.putObject("metadata").put("resourceVersion", KubeObject.resourceVersion(node));
        return kube.patch(KubeResource.NODES, "", KubeObject.name(node), "status", PatchType.STRATEGIC, patch);
    }

    private void announce(ObjectNode node) {
        boolean ready = Conditions.status(node, "Ready").equals("True");
        Boolean before = wasReady.put(KubeObject.uid(node), ready);
        if (before != null && before != ready) {
            String reason = ready ? "NodeReady" : "NodeNotReady";
            events.normal(node, reason, "Node " + KubeObject.name(node) + " status is now: " + reason);
            if (!ready) {
                podsOf(node).forEach(this::markNotReady);
            }
        }
    }

    private List<ObjectNode> podsOf(ObjectNode node) {
        return pods.list().stream()
                .filter(pod -> pod.path("spec").path("nodeName").asText("").equals(KubeObject.name(node)))
                .toList();
    }

    private void markNotReady(ObjectNode pod) {
        Optional<JsonNode> ready = Conditions.find(pod, "Ready");
        if (ready.filter(condition -> condition.path("status").asText().equals("True"))
                .isEmpty()) {
            return;
        }
        ObjectNode patch = Conditions.patch(List.of(
                Conditions.of("Ready", "False", "", "", clock.instant()).without(List.of("reason", "message"))));
        Attempt.made(
                "condition of pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod),
                () -> kube.patch(
                        KubeResource.PODS,
                        KubeObject.namespace(pod),
                        KubeObject.name(pod),
                        "status",
                        PatchType.STRATEGIC,
                        patch));
    }
}
