package io.skep.cloud.edgecontroller.internal.down;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Predicate;

/** What edgecontroller knows of the cluster without asking. */
public interface EdgeView {

    Optional<ObjectNode> findNode(String name);

    Optional<ObjectNode> findPod(String namespace, String name);

    Optional<ObjectNode> findConfigMap(String namespace, String name);

    Optional<ObjectNode> findSecret(String namespace, String name);

    /** True when a pod on that node refers to it. */
    boolean needsConfigMap(String node, String namespace, String name);

    /** True when a pod on that node refers to it. */
    boolean needsSecret(String node, String namespace, String name);

    /** True when a pod of that namespace on that node fits. */
    boolean hasPod(String node, String namespace, Predicate<ObjectNode> fits);
}
