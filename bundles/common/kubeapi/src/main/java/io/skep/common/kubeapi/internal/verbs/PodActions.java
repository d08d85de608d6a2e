package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.kinds.Times;
import io.skep.common.model.KubeObject;
import java.util.Map;
import java.util.Optional;

/** What is done to a pod rather than written: binding it to a node, evicting it. */
final class PodActions {

    private static final int ATTEMPTS = 10;

    private final ApiContext api;
    private final Deletes deletes;

    PodActions(ApiContext api, Deletes deletes) {
        this.api = api;
        this.deletes = deletes;
    }

    /** Assigns a pod to a node, once. */
    void bind(Resource pods, String namespace, String name, JsonNode binding, boolean dryRun) {
        String node = binding.path("target").path("name").asText("");
        String kind = binding.path("target").path("kind").asText("Node");
        if (node.isEmpty() || !kind.equals("Node")) {
            throw ApiException.badRequest("a binding's target is a Node with a name");
        }
        Optional<String> uid = Optional.of(KubeObject.uid(binding)).filter(id -> !id.isEmpty());
        for (int attempt = 1; ; attempt++) {
            StoredObject stored = api.require(pods, namespace, name);
            ObjectNode pod = stored.tree();
            checkBindable(pods, pod, uid);
            assign(pod, node, binding);
            try {
                if (!dryRun) {
                    api.put(pods, stored.key(), stored.revision(), pod);
                }
                return;
            } catch (StoreException e) {
                if (e.problem() != StoreException.Problem.CONFLICT || attempt == ATTEMPTS) {
                    throw ApiException.of(e, pods.served(), name);
                }
            }
        }
    }

    private static void checkBindable(Resource pods, ObjectNode pod, Optional<String> uid) {
        String name = KubeObject.name(pod);
        uid.filter(id -> !id.equals(KubeObject.uid(pod))).ifPresent(id -> {
            throw ApiException.conflict(
                    pods.served(),
                    name,
                    "Precondition failed: UID in precondition: " + id + ", UID in object meta: " + KubeObject.uid(pod));
        });
        if (KubeObject.isTerminating(pod)) {
            throw ApiException.conflict(
                    pods.served(), name, "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        String assigned = pod.path("spec").path("nodeName").asText("");
        if (!assigned.isEmpty()) {
            throw ApiException.conflict(
                    pods.served(), name, "pod " + name + " is already assigned to node \"" + assigned + "\"");
        }
    }

    private void assign(ObjectNode pod, String node, JsonNode binding) {
        pod.withObjectProperty("spec").put("nodeName", node);
        for (Map.Entry<String, JsonNode> annotation :
                binding.path("metadata").path("annotations").properties()) {
            KubeObject.metadata(pod).withObjectProperty("annotations").set(annotation.getKey(), annotation.getValue());
        }
        ArrayNode conditions = pod.withObjectProperty("status").withArrayProperty("conditions");
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (conditions.get(i).path("type").asText().equals("PodScheduled")) {
                conditions.remove(i);
            }
        }
        conditions
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .putNull("lastProbeTime")
                .put("lastTransitionTime", Times.seconds(api.clock().instant()));
    }

    /** Deletes a pod on behalf of somebody who drains its node. There are no disruption budgets to heed. */
    void evict(Resource pods, String namespace, String name, JsonNode eviction, boolean dryRun) {
        deletes.delete(pods, namespace, name, DeleteOptions.of(eviction.path("deleteOptions"), dryRun));
    }
}
