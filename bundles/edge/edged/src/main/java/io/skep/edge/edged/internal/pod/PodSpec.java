package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the members of a pod's spec that several parts need. */
final class PodSpec {

    private PodSpec() {}

    static List<JsonNode> init(JsonNode pod) {
        return list(pod.path("spec").path("initContainers"));
    }

    static List<JsonNode> main(JsonNode pod) {
        return list(pod.path("spec").path("containers"));
    }

    /** Init containers first. */
    static List<JsonNode> all(JsonNode pod) {
        List<JsonNode> all = new ArrayList<>(init(pod));
        all.addAll(main(pod));
        return all;
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    static String name(JsonNode container) {
        return container.path("name").asText();
    }

    static String image(JsonNode container) {
        return container.path("image").asText();
    }

    static Optional<JsonNode> find(JsonNode pod, String container) {
        return all(pod).stream().filter(known -> name(known).equals(container)).findFirst();
    }

    static boolean isInit(JsonNode pod, String container) {
        return init(pod).stream().anyMatch(known -> name(known).equals(container));
    }

    /** The grace period of a deletion, else the spec's. */
    static Duration grace(JsonNode pod) {
        JsonNode deletion = pod.path("metadata").path("deletionGracePeriodSeconds");
        return KubeObject.isTerminating(pod) && deletion.isNumber()
                ? Duration.ofSeconds(deletion.asLong())
                : Duration.ofSeconds(
                        pod.path("spec").path("terminationGracePeriodSeconds").asLong(30));
    }

    /** As the messages of Kubernetes name a pod: {@code name_namespace(uid)}. */
    static String text(JsonNode pod) {
        return KubeObject.name(pod) + "_" + KubeObject.namespace(pod) + "(" + KubeObject.uid(pod) + ")";
    }

    static boolean hasHostNetwork(JsonNode pod) {
        return pod.path("spec").path("hostNetwork").asBoolean(false);
    }
}
