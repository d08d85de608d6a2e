package io.skep.cloud.controlplane.internal.schedule;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Binds pods that have no node to the node that suits them best. Used by one thread. */
public final class Scheduler {

    /** The name in {@code spec.schedulerName} that is meant for this scheduler. */
    public static final String NAME = "default-scheduler";

    /** The pod names a RuntimeClass that is not there. */
    private static final class NoRuntimeClass extends Exception {
        private static final long serialVersionUID = 1L;

        NoRuntimeClass(String name) {
            super("RuntimeClass \"" + name + "\" not found");
        }
    }

    private final KubeClient kube;
    private final Informer pods;
    private final Informer nodes;
    private final Informer runtimeClasses;
    private final Clock clock;
    private final Events events;

    /** Pods that were bound here and that the informer still shows unbound: uid and node. */
    private final Map<String, String> assumed = new HashMap<>();

    public Scheduler(KubeClient kube, Informer pods, Informer nodes, Informer runtimeClasses, Clock clock) {
        this.kube = kube;
        this.pods = pods;
        this.nodes = nodes;
        this.runtimeClasses = runtimeClasses;
        this.clock = clock;
        this.events = new Events(kube, clock, NAME);
    }

    /** Tries every pod that waits for a node. */
    public void pass() {
        List<ObjectNode> all = pods.list();
        forgetAssumed(all);
        List<ObjectNode> waiting = all.stream()
                .filter(pod -> isWaiting(pod) && !assumed.containsKey(KubeObject.uid(pod)))
                .sorted(Comparator.comparingInt(Scheduler::priority)
                        .reversed()
                        .thenComparing(pod ->
                                pod.path("metadata").path("creationTimestamp").asText(""))
                        .thenComparing(KubeObject::name))
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        Map<String, NodeUse> uses = uses(all);
        waiting.forEach(pod -> schedule(pod, uses));
    }

    private static int priority(JsonNode pod) {
        return pod.path("spec").path("priority").asInt();
    }

    private static boolean isWaiting(ObjectNode pod) {
        String scheduler = pod.path("spec").path("schedulerName").asText("");
        return node(pod).isEmpty()
                && (scheduler.isEmpty() || scheduler.equals(NAME))
                && !KubeObject.isTerminating(pod)
                && !isFinished(pod)
                && pod.path("spec").path("schedulingGates").isEmpty();
    }

    private static String node(JsonNode pod) {
        return pod.path("spec").path("nodeName").asText("");
    }

    private static boolean isFinished(JsonNode pod) {
        String phase = pod.path("status").path("phase").asText("");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private void forgetAssumed(List<ObjectNode> all) {
        Set<String> unbound = all.stream()
                .filter(pod -> node(pod).isEmpty())
                .map(KubeObject::uid)
                .collect(Collectors.toCollection(HashSet::new));
        assumed.keySet().retainAll(unbound);
    }

    private Map<String, NodeUse> uses(List<ObjectNode> all) {
        Map<String, NodeUse> uses = new TreeMap<>();
        nodes.list().stream()
                .filter(node -> !KubeObject.isTerminating(node))
                .forEach(node -> uses.put(KubeObject.name(node), new NodeUse(node)));
        for (ObjectNode pod : all) {
            String node = node(pod).isEmpty() ? assumed.get(KubeObject.uid(pod)) : node(pod);
            NodeUse use = node == null ? null : uses.get(node);
            if (use != null && !isFinished(pod)) {
                use.add(pod);
            }
        }
        return uses;
    }

    private void schedule(ObjectNode pod, Map<String, NodeUse> uses) {
        PodNeeds needs;
        try {
            needs = PodNeeds.of(pod, runtimeClass(pod));
        } catch (NoRuntimeClass e) {
            refuse(pod, "0/" + uses.size() + " nodes are available: " + e.getMessage() + ".");
            return;
        }
        List<NodeUse> fitting = new ArrayList<>();
        Map<String, Integer> obstacles = new TreeMap<>();
        for (NodeUse use : uses.values()) {
            List<String> reasons = NodeFit.obstacles(needs, use);
            reasons.forEach(reason -> obstacles.merge(reason, 1, Integer::sum));
            if (reasons.isEmpty()) {
                fitting.add(use);
            }
        }
        NodeScore.best(needs, fitting)
                .ifPresentOrElse(use -> bind(pod, use, needs), () -> refuse(pod, sentence(uses.size(), obstacles)));
    }

    private Optional<ObjectNode> runtimeClass(ObjectNode pod) throws NoRuntimeClass {
        String name = pod.path("spec").path("runtimeClassName").asText("");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectNode> found = runtimeClasses.find("", name);
        if (found.isEmpty()) {
            throw new NoRuntimeClass(name);
        }
        return found;
    }

    private static String sentence(int nodes, Map<String, Integer> obstacles) {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        return obstacles.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .sorted()
                .collect(Collectors.joining(", ", "0/" + nodes + " nodes are available: ", "."));
    }

    private void bind(ObjectNode pod, NodeUse use, PodNeeds needs) {
        String namespace = KubeObject.namespace(pod);
        String name = KubeObject.name(pod);
        String node = KubeObject.name(use.node());
        ObjectNode binding = Json.object().put("kind", "Binding").put("apiVersion", "v1");
        binding.putObject("metadata")
                .put("name", name)
                .put("namespace", namespace)
                .put("uid", KubeObject.uid(pod));
        binding.putObject("target").put("kind", "Node").put("apiVersion", "v1").put("name", node);
        boolean bound = Attempt.made(
                "binding of pod " + namespace + "/" + name,
                () -> kube.createSub(KubeResource.PODS, namespace, name, "binding", binding));
        if (!bound) {
            return;
        }
        assumed.put(KubeObject.uid(pod), node);
        use.add(needs.requests(), needs.hostPorts());
        events.normal(pod, "Scheduled", "Successfully assigned " + namespace + "/" + name + " to " + node);
    }

    private void refuse(ObjectNode pod, String message) {
        events.warning(pod, "FailedScheduling", message);
        Optional<JsonNode> known = Conditions.find(pod, "PodScheduled");
        boolean isSaid = known.filter(
                        condition -> condition.path("status").asText().equals("False")
                                && condition.path("message").asText("").equals(message))
                .isPresent();
        if (isSaid) {
            return;
        }
        ObjectNode condition = Conditions.of("PodScheduled", "False", "Unschedulable", message, clock.instant());
        known.filter(old -> old.path("status").asText().equals("False"))
                .ifPresent(old -> condition.set("lastTransitionTime", old.path("lastTransitionTime")));
        Attempt.made(
                "condition of pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod),
                () -> kube.patch(
                        KubeResource.PODS,
                        KubeObject.namespace(pod),
                        KubeObject.name(pod),
                        "status",
                        PatchType.STRATEGIC,
                        Conditions.patch(List.of(condition))));
    }
}
