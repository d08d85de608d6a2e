package io.skep.cloud.controlplane.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Attempt;
import io.skep.cloud.controlplane.internal.Events;
import io.skep.cloud.controlplane.internal.Taints;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.KubeClient;
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

/**
 * Deletes pods that do not tolerate a NoExecute taint of their node, once the time that they do tolerate it has passed. The time runs from when the
 * taint was first seen here, so that a restart of the cloud gives pods more time, never less. Used by one thread.
 */
public final class PodEviction {

    /** What admission gives pods that say nothing about nodes that are not ready or unreachable. */
    private static final long DEFAULT_SECONDS = 300;

    private static final Set<String> DEFAULTED = Set.of(Taints.NOT_READY, Taints.UNREACHABLE);

    private record Seen(String node, String taint) {}

    private final KubeClient kube;
    private final Informer nodes;
    private final Informer pods;
    private final InstantSource steady;
    private final Events events;
    private final Map<Seen, Instant> since = new HashMap<>();

    public PodEviction(KubeClient kube, Informer nodes, Informer pods, Clock clock, InstantSource steady) {
        this.kube = kube;
        this.nodes = nodes;
        this.pods = pods;
        this.steady = steady;
        this.events = new Events(kube, clock, "taint-manager");
    }

    /** Looks at every pod on a tainted node. */
    public void pass() {
        Instant now = steady.instant();
        Map<String, List<JsonNode>> taints = new HashMap<>();
        Set<Seen> present = new HashSet<>();
        for (ObjectNode node : nodes.list()) {
            for (JsonNode taint : node.path("spec").path("taints")) {
                if (taint.path("effect").asText().equals("NoExecute")) {
                    Seen seen = seen(KubeObject.name(node), taint);
                    present.add(seen);
                    since.putIfAbsent(seen, now);
                    taints.computeIfAbsent(KubeObject.name(node), name -> new ArrayList<>())
                            .add(taint);
                }
            }
        }
        since.keySet().retainAll(present);
        for (ObjectNode pod : pods.list()) {
            String node = pod.path("spec").path("nodeName").asText("");
            List<JsonNode> found = taints.getOrDefault(node, List.of());
            if (!KubeObject.isTerminating(pod) && found.stream().anyMatch(taint -> isOver(pod, node, taint, now))) {
                evict(pod);
            }
        }
    }

    private static Seen seen(String node, JsonNode taint) {
        return new Seen(
                node, taint.path("key").asText() + "=" + taint.path("value").asText(""));
    }

    private boolean isOver(ObjectNode pod, String node, JsonNode taint, Instant now) {
        Instant start = since.get(seen(node, taint));
        return tolerated(pod, taint)
                .map(time -> !now.isBefore(start.plus(time)))
                .orElse(false);
    }

    /** How long the pod tolerates the taint; empty for ever. */
    private static Optional<Duration> tolerated(ObjectNode pod, JsonNode taint) {
        boolean any = false;
        long shortest = Long.MAX_VALUE;
        for (JsonNode toleration : pod.path("spec").path("tolerations")) {
            if (Taints.tolerates(toleration, taint)) {
                any = true;
                JsonNode seconds = toleration.path("tolerationSeconds");
                shortest = Math.min(shortest, seconds.isNumber() ? Math.max(0, seconds.asLong()) : Long.MAX_VALUE);
            }
        }
        if (!any) {
            shortest = DEFAULTED.contains(taint.path("key").asText()) ? DEFAULT_SECONDS : 0;
        }
        return shortest == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.min(shortest, Integer.MAX_VALUE)));
    }

    private void evict(ObjectNode pod) {
        String namespace = KubeObject.namespace(pod);
        String name = KubeObject.name(pod);
        events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + namespace + "/" + name);
        ObjectNode options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
        options.putObject("preconditions").put("uid", KubeObject.uid(pod));
        Attempt.made(
                "eviction of pod " + namespace + "/" + name,
                () -> kube.delete(KubeResource.PODS, namespace, name, options));
    }
}
