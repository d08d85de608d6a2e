package io.skep.cloud.edgecontroller.internal.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.cloud.edgecontroller.internal.down.References;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** What an edge may write about pods: the rules of Kubernetes' NodeRestriction. */
final class PodRules {

    private static final Set<String> PATCHED = Set.of("metadata", "status");

    private PodRules() {}

    /**
     * Why an edge may not make this pod. Were it free in what the pod refers to, it could read every Secret by making a pod that needs it.
     *
     * @return empty for a mirror pod that refers to nothing
     */
    static Optional<String> creationFault(JsonNode pod, String node) {
        JsonNode spec = pod.path("spec");
        if (!spec.path("nodeName").asText().equals(node)) {
            return Optional.of("it is not bound to node " + node);
        }
        if (!isMirror(pod)) {
            return Optional.of("it is no mirror pod");
        }
        if (!spec.path("serviceAccountName").asText("").isEmpty()
                || !spec.path("serviceAccount").asText("").isEmpty()) {
            return Optional.of("it runs under a service account");
        }
        for (JsonNode volume : spec.path("volumes")) {
            if (volume.has("persistentVolumeClaim") || volume.has("ephemeral")) {
                return Optional.of("it has volumes of the cluster");
            }
        }
        return References.of(pod).isEmpty() ? Optional.empty() : Optional.of("it refers to ConfigMaps or Secrets");
    }

    /** True for the image of a pod that the node has by itself. */
    static boolean isMirror(JsonNode pod) {
        return pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror");
    }

    /** Why this is more than a report of status. */
    static Optional<String> patchFault(JsonNode patch) {
        for (Iterator<String> members = patch.fieldNames(); members.hasNext(); ) {
            String member = members.next();
            if (!PATCHED.contains(member)) {
                return Optional.of("the patch changes more than the status: " + member);
            }
        }
        for (Iterator<String> members = patch.path("metadata").fieldNames(); members.hasNext(); ) {
            String member = members.next();
            if (!member.equals("uid")) {
                return Optional.of("the patch changes more than the status: metadata." + member);
            }
        }
        return Optional.empty();
    }

    /** True when the pod mounts the claim. */
    static boolean mounts(JsonNode pod, String claim) {
        String name = pod.path("metadata").path("name").asText();
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            if (volume.path("persistentVolumeClaim").path("claimName").asText().equals(claim)
                    || volume.has("ephemeral")
                            && (name + "-" + volume.path("name").asText()).equals(claim)) {
                return true;
            }
        }
        return false;
    }
}
