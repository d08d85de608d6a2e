package io.skep.cloud.controlplane.internal.garbage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Attempt;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import java.util.List;

/** Empties namespaces that are being deleted, and lets them go once they are empty. Used by one thread. */
public final class NamespaceDeletion {

    private static final String FINALIZER = "kubernetes";

    private final KubeClient kube;
    private final Informer namespaces;

    public NamespaceDeletion(KubeClient kube, Informer namespaces) {
        this.kube = kube;
        this.namespaces = namespaces;
    }

    /** True when a namespace is left that is not empty yet and should be looked at again soon. */
    public boolean pass() {
        List<ObjectNode> ending =
                namespaces.list().stream().filter(KubeObject::isTerminating).toList();
        if (ending.isEmpty()) {
            return false;
        }
        Kinds kinds = Kinds.read(kube);
        boolean left = false;
        for (ObjectNode namespace : ending) {
            if (empty(KubeObject.name(namespace), kinds)) {
                release(namespace);
            } else {
                left = true;
            }
        }
        return left;
    }

    /** Deletes what is there; true when nothing was. Events go last: deletions make new ones. */
    private boolean empty(String namespace, Kinds kinds) {
        boolean empty = true;
        for (KubeResource kind : kinds.all()) {
            if (kind.namespaced() && !kind.equals(KubeResource.EVENTS)) {
                empty &= deleteAll(kind, namespace);
            }
        }
        return empty && deleteAll(KubeResource.EVENTS, namespace);
    }

    private boolean deleteAll(KubeResource kind, String namespace) {
        List<ObjectNode> objects = kube.list(kind, namespace, Selector.ALL);
        for (ObjectNode object : objects) {
            if (!KubeObject.isTerminating(object)) {
                Attempt.made(
                        "deletion of " + kind.kind() + " " + namespace + "/" + KubeObject.name(object),
                        () -> kube.delete(kind, namespace, KubeObject.name(object), null));
            }
        }
        return objects.isEmpty();
    }

    private void release(ObjectNode namespace) {
        Attempt.made("end of namespace " + KubeObject.name(namespace), () -> {
            ObjectNode current = kube.get(KubeResource.NAMESPACES, "", KubeObject.name(namespace));
            ArrayNode left = current.arrayNode();
            current.at("/spec/finalizers").forEach(finalizer -> {
                if (!finalizer.asText().equals(FINALIZER)) {
                    left.add(finalizer);
                }
            });
            ObjectNode changed = current.deepCopy();
            changed.withObjectProperty("spec").set("finalizers", left);
            kube.updateSub(KubeResource.NAMESPACES, "finalize", changed);
        });
    }
}
