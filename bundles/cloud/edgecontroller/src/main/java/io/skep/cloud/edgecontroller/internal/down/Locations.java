package io.skep.cloud.edgecontroller.internal.down;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.cloud.edgecontroller.internal.down.References.Reference;
import io.skep.common.model.KubeObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which edge needs which ConfigMap and Secret, because a pod on it refers to it. Thread-safe. */
final class Locations {

    private record Place(String node, Set<Reference> references) {}

    private final Map<String, Place> pods = new HashMap<>();
    private final Map<Reference, Set<String>> users = new HashMap<>();

    /** Learns a pod or its new version. */
    synchronized void learn(JsonNode pod) {
        String node = pod.path("spec").path("nodeName").asText("");
        String uid = KubeObject.uid(pod);
        forget(pod);
        if (node.isEmpty()) {
            return;
        }
        Set<Reference> references = References.of(pod);
        pods.put(uid, new Place(node, references));
        references.forEach(reference ->
                users.computeIfAbsent(reference, any -> new HashSet<>()).add(uid));
    }

    synchronized void forget(JsonNode pod) {
        String uid = KubeObject.uid(pod);
        Place place = pods.remove(uid);
        if (place == null) {
            return;
        }
        for (Reference reference : place.references) {
            Set<String> uids = users.get(reference);
            uids.remove(uid);
            if (uids.isEmpty()) {
                users.remove(reference);
            }
        }
    }

    /** The nodes with a pod that refers to it. */
    synchronized Set<String> nodes(Reference reference) {
        Set<String> nodes = new HashSet<>();
        users.getOrDefault(reference, Set.of()).forEach(uid -> nodes.add(pods.get(uid).node));
        return nodes;
    }
}
