package io.skep.cloud.controlplane.internal.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/** A node and what the pods on it take. Owned by one scheduling pass. */
final class NodeUse {

    private static final String ANY = "0.0.0.0";

    private final ObjectNode node;
    private final Resources allocatable;
    private final Set<String> ports = new HashSet<>();
    private Resources used = Resources.NONE;

    NodeUse(ObjectNode node) {
        this.node = node;
        this.allocatable = Resources.read(node.path("status").path("allocatable"));
    }

    ObjectNode node() {
        return node;
    }

    Resources allocatable() {
        return allocatable;
    }

    Resources used() {
        return used;
    }

    void add(JsonNode pod) {
        add(Resources.ofPod(pod, pod.path("spec").path("overhead")), PodNeeds.hostPorts(pod));
    }

    void add(Resources requests, Set<String> hostPorts) {
        used = used.plus(requests);
        ports.addAll(hostPorts);
    }

    /** True when none of the ports is taken; the wildcard address collides with every other. */
    boolean hasFree(Set<String> wanted) {
        return wanted.stream().noneMatch(port -> ports.stream().anyMatch(taken -> collide(port, taken)));
    }

    private static boolean collide(String one, String other) {
        int slash = one.indexOf('/');
        int otherSlash = other.indexOf('/');
        String ip = one.substring(0, slash);
        String otherIp = other.substring(0, otherSlash);
        return one.substring(slash).equals(other.substring(otherSlash))
                && (ip.equals(otherIp) || ip.equals(ANY) || otherIp.equals(ANY));
    }
}
