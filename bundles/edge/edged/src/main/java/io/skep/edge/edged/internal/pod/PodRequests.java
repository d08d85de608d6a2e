package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodNetwork.Port;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds the sandbox that a runtime is asked for, from a pod's spec. Tells once by an event what it had to do otherwise than the pod wants. */
final class PodRequests {

    private final PodFolder folder;
    private final PodSettings settings;
    private final PodEvents events;
    private boolean told;

    PodRequests(PodFolder folder, PodSettings settings, PodEvents events) {
        this.folder = folder;
        this.settings = settings;
        this.events = events;
    }

    PodRequest of(JsonNode pod) throws InterruptedException {
        boolean bundle = Runtimes.handler(pod).equals(Runtimes.OSGI);
        HostName host = HostName.of(pod, settings.dns().clusterDomain());
        return new PodRequest(
                KubeObject.uid(pod),
                KubeObject.namespace(pod),
                KubeObject.name(pod),
                strings(pod.path("metadata").path("labels")),
                strings(pod.path("metadata").path("annotations")),
                pod.path("spec").path("runtimeClassName").asText(""),
                host.seen(pod),
                folder.logs(),
                bundle ? PodNetwork.HOST : network(pod),
                bundle ? PodSecurity.DEFAULT : new Rights(pod, settings.profiles()).ofPod());
    }

    private PodNetwork network(JsonNode pod) throws InterruptedException {
        PodDns.Choice choice = new PodDns(settings.dns()).of(pod);
        for (Map.Entry<String, String> complaint : choice.complaints().entrySet()) {
            if (!told) {
                events.warning(pod, "", complaint.getKey(), complaint.getValue());
            }
        }
        told = true;
        boolean machine = pod.path("spec").path("hostNetwork").asBoolean(false);
        return new PodNetwork(machine, choice.dns(), machine ? List.of() : ports(pod));
    }

    private static List<Port> ports(JsonNode pod) {
        List<Port> ports = new ArrayList<>();
        for (JsonNode container : pod.path("spec").path("containers")) {
            for (JsonNode port : container.path("ports")) {
                if (port.path("hostPort").asInt(0) > 0) {
                    ports.add(new Port(
                            port.path("protocol").asText("TCP"),
                            port.path("containerPort").asInt(),
                            port.path("hostPort").asInt(),
                            port.path("hostIP").asText("")));
                }
            }
        }
        return ports;
    }

    private static Map<String, String> strings(JsonNode map) {
        Map<String, String> strings = new HashMap<>();
        map.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }
}
