package io.skep.cloud.controlplane.internal.garbage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All kinds that the API holds: the built-in ones and those that definitions add. */
public final class Kinds {

    private static final List<KubeResource> BUILT_IN = List.of(
            KubeResource.NAMESPACES,
            KubeResource.NODES,
            KubeResource.PODS,
            KubeResource.CONFIGMAPS,
            KubeResource.SECRETS,
            KubeResource.SERVICEACCOUNTS,
            KubeResource.PERSISTENTVOLUMECLAIMS,
            KubeResource.PERSISTENTVOLUMES,
            KubeResource.VOLUMEATTACHMENTS,
            KubeResource.LEASES,
            KubeResource.RUNTIMECLASSES,
            KubeResource.CRDS,
            KubeResource.EVENTS);

    private final List<KubeResource> all;

    private Kinds(List<KubeResource> all) {
        this.all = List.copyOf(all);
    }

    /** Asks the API for the definitions of now. */
    public static Kinds read(KubeClient kube) {
        List<KubeResource> all = new ArrayList<>(BUILT_IN);
        for (ObjectNode definition : kube.list(KubeResource.CRDS, "", Selector.ALL)) {
            custom(definition).ifPresent(all::add);
        }
        return new Kinds(all);
    }

    /** The kind that a definition adds, at the version that is stored, once it is established. */
    private static Optional<KubeResource> custom(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        boolean established = false;
        for (JsonNode condition : definition.path("status").path("conditions")) {
            established |= condition.path("type").asText().equals("Established")
                    && condition.path("status").asText().equals("True");
        }
        for (JsonNode version : spec.path("versions")) {
            if (established
                    && version.path("served").asBoolean()
                    && version.path("storage").asBoolean()) {
                return Optional.of(new KubeResource(
                        spec.path("group").asText(),
                        version.path("name").asText(),
                        spec.path("names").path("plural").asText(),
                        spec.path("names").path("kind").asText(),
                        spec.path("scope").asText().equals("Namespaced")));
            }
        }
        return Optional.empty();
    }

    public List<KubeResource> all() {
        return all;
    }

    /** The kind of an object or of a reference, whatever its version. */
    public Optional<KubeResource> find(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return all.stream()
                .filter(one -> one.group().equals(group) && one.kind().equals(kind))
                .findFirst();
    }
}
