package io.skep.cloud.edgecontroller.internal.down;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.cloud.edgecontroller.internal.down.References.Reference;
import io.skep.common.model.KubeObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which pods an edge has, and which edge needs which ConfigMap and Secret because a pod on it refers to it. Thread-safe. */
final class Locations {

    /** A pod by its name. */
    record PodName(String namespace, String name) {}

    private record Place(String node, PodName pod, Set<Reference> references) {}

    private final Map<String, Place> pods = new HashMap<>();
    private final Map<Reference, Set<String>> users = new HashMap<>();
    private final Map<String, Set<String>> byNode = new HashMap<>();

    /** Learns a pod or its new version. */
    synchronized void learn(JsonNode pod) {
        String node = pod.path("spec").path("nodeName").asText("");
        String uid = KubeObject.uid(pod);
        forget(pod);
        if (node.isEmpty()) {
            return;
        }
        Set<Reference> references = References.of(pod);
        PodName name = new PodName(KubeObject.namespace(pod), KubeObject.name(pod));
        pods.put(uid, new Place(node, name, references));
        byNode.computeIfAbsent(node, any -> new LinkedHashSet<>()).add(uid);
        references.forEach(reference ->
                users.computeIfAbsent(reference, any -> new HashSet<>()).add(uid));
    }

    synchronized void forget(JsonNode pod) {
        String uid = KubeObject.uid(pod);
        Place place = pods.remove(uid);
        if (place == null) {
            return;
        }
        remove(byNode, place.node, uid);
        place.references.forEach(reference -> remove(users, reference, uid));
    }

    private static <K> void remove(Map<K, Set<String>> sets, K key, String uid) {
        Set<String> uids = sets.get(key);
        uids.remove(uid);
        if (uids.isEmpty()) {
            sets.remove(key);
        }
    }

    /** The pods that are bound to a node. */
    synchronized List<PodName> pods(String node) {
        return byNode.getOrDefault(node, Set.of()).stream()
                .map(uid -> pods.get(uid).pod)
                .toList();
    }

    /** The nodes with a pod that refers to it. */
    synchronized Set<String> nodes(Reference reference) {
        Set<String> nodes = new HashSet<>();
        users.getOrDefault(reference, Set.of()).forEach(uid -> nodes.add(pods.get(uid).node));
        return nodes;
    }
}
