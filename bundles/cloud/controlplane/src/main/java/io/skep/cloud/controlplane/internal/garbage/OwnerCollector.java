package io.skep.cloud.controlplane.internal.garbage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.controlplane.internal.Attempt;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes objects whose owners are all gone. Owners of kinds that the API does not hold count as present. Foreground deletion is not done here: an
 * owner goes first and its dependents follow. Used by one thread.
 */
public final class OwnerCollector {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerCollector.class);

    private record Owner(KubeResource kind, String namespace, String name) {}

    private final KubeClient kube;

    public OwnerCollector(KubeClient kube) {
        this.kube = kube;
    }

    public void pass() {
        Kinds kinds = Kinds.read(kube);
        Map<Owner, String> uids = new HashMap<>();
        for (KubeResource kind : kinds.all()) {
            if (kind.equals(KubeResource.EVENTS) || kind.equals(KubeResource.CRDS)) {
                continue;
            }
            for (ObjectNode object : kube.list(kind, "", Selector.ALL)) {
                JsonNode owners = object.path("metadata").path("ownerReferences");
                if (!owners.isEmpty() && !KubeObject.isTerminating(object) && areGone(owners, object, kinds, uids)) {
                    delete(kind, object);
                }
            }
        }
    }

    private boolean areGone(JsonNode owners, ObjectNode object, Kinds kinds, Map<Owner, String> uids) {
        for (JsonNode reference : owners) {
            Optional<KubeResource> kind = kinds.find(
                    reference.path("apiVersion").asText(),
                    reference.path("kind").asText());
            if (kind.isEmpty()) {
                return false;
            }
            String namespace = kind.get().namespaced() ? KubeObject.namespace(object) : "";
            Owner owner =
                    new Owner(kind.get(), namespace, reference.path("name").asText());
            if (uids.computeIfAbsent(owner, this::uid)
                    .equals(reference.path("uid").asText())) {
                return false;
            }
        }
        return true;
    }

    /** The uid of the object that has the name now; empty when there is none. */
    private String uid(Owner owner) {
        try {
            return KubeObject.uid(kube.get(owner.kind(), owner.namespace(), owner.name()));
        } catch (KubeException e) {
            if (e.isNotFound()) {
                return "";
            }
            throw e;
        }
    }

    private void delete(KubeResource kind, ObjectNode object) {
        ObjectNode options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
        options.putObject("preconditions").put("uid", KubeObject.uid(object));
        String name = kind.kind() + " " + KubeObject.namespace(object) + "/" + KubeObject.name(object);
        boolean removed = Attempt.made(
                "removal of " + name,
                () -> kube.delete(kind, KubeObject.namespace(object), KubeObject.name(object), options));
        if (removed) {
            LOG.info("{} removed: its owners are gone", name);
        }
    }
}
