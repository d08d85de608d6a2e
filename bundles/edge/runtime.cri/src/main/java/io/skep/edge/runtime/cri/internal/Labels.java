package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.PodRequest;
import java.util.Map;

/**
 * By what the node finds what it has made; what lacks its label is somebody else's.
 *
 * @param node name of this node
 */
record Labels(String node) {

    static final String POD_NAME = "io.kubernetes.pod.name";
    static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    static final String POD_UID = "io.kubernetes.pod.uid";
    static final String CONTAINER = "io.kubernetes.container.name";
    static final String NODE = "io.skep/node";

    /** Everything of this node. */
    Map<String, String> all() {
        return Map.of(NODE, node);
    }

    Map<String, String> pod(String uid) {
        return Map.of(NODE, node, POD_UID, uid);
    }

    Map<String, String> container(String uid, String name) {
        return Map.of(NODE, node, POD_UID, uid, CONTAINER, name);
    }

    Map<String, String> of(PodRequest pod) {
        return Map.of(NODE, node, POD_UID, pod.uid(), POD_NAME, pod.name(), POD_NAMESPACE, pod.namespace());
    }

    Map<String, String> of(PodRequest pod, ContainerRequest container) {
        return Map.of(
                NODE, node,
                POD_UID, pod.uid(),
                POD_NAME, pod.name(),
                POD_NAMESPACE, pod.namespace(),
                CONTAINER, container.name());
    }
}
