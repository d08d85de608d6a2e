package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import java.util.HashMap;
import java.util.Map;

/** Builds the sandbox that a runtime is asked for, from a pod's spec. Tells by an event what it had to do otherwise than the pod wants. */
@SuppressWarnings("UnusedVariable")
final class PodRequests {

    private final PodFolder folder;
    private final PodSettings settings;
    private final PodEvents events;

    PodRequests(PodFolder folder, PodSettings settings, PodEvents events) {
        this.folder = folder;
        this.settings = settings;
        this.events = events;
    }

    PodRequest of(JsonNode pod) throws InterruptedException {
        return new PodRequest(
                KubeObject.uid(pod),
                KubeObject.namespace(pod),
                KubeObject.name(pod),
                strings(pod.path("metadata").path("labels")),
                strings(pod.path("metadata").path("annotations")),
                pod.path("spec").path("runtimeClassName").asText(""),
                KubeObject.name(pod),
                folder.logs(),
                PodNetwork.HOST,
                PodSecurity.DEFAULT);
    }

    private static Map<String, String> strings(JsonNode map) {
        Map<String, String> strings = new HashMap<>();
        map.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }
}
