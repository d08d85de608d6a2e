package io.skep.cloud.edgecontroller.internal.down;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** Which ConfigMaps and Secrets a pod needs. */
public final class References {

    private References() {}

    /**
     * A ConfigMap or a Secret.
     *
     * @param kind {@code configmap} or {@code secret}
     */
    public record Reference(String kind, String namespace, String name) {}

    /** All of them: volumes, projections, environments of all kinds of containers, pull secrets. */
    public static Set<Reference> of(JsonNode pod) {
        Collector found = new Collector(pod.path("metadata").path("namespace").asText());
        JsonNode spec = pod.path("spec");
        spec.path("volumes").forEach(volume -> volume(found, volume));
        for (String containers : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
            spec.path(containers).forEach(container -> container(found, container));
        }
        spec.path("imagePullSecrets").forEach(secret -> found.add("secret", secret.path("name")));
        return found.references;
    }

    private static void volume(Collector found, JsonNode volume) {
        found.add("configmap", volume.path("configMap").path("name"));
        found.add("secret", volume.path("secret").path("secretName"));
        volume.path("projected").path("sources").forEach(source -> {
            found.add("configmap", source.path("configMap").path("name"));
            found.add("secret", source.path("secret").path("name"));
        });
        for (String driver : new String[] {"csi", "flexVolume", "cephfs", "rbd", "iscsi", "scaleIO", "storageos"}) {
            found.add("secret", volume.path(driver).path("secretRef").path("name"));
            found.add("secret", volume.path(driver).path("nodePublishSecretRef").path("name"));
        }
    }

    private static void container(Collector found, JsonNode container) {
        container.path("envFrom").forEach(from -> {
            found.add("configmap", from.path("configMapRef").path("name"));
            found.add("secret", from.path("secretRef").path("name"));
        });
        container.path("env").forEach(variable -> {
            found.add(
                    "configmap",
                    variable.path("valueFrom").path("configMapKeyRef").path("name"));
            found.add("secret", variable.path("valueFrom").path("secretKeyRef").path("name"));
        });
    }

    private static final class Collector {
        private final String namespace;
        private final Set<Reference> references = new HashSet<>();

        Collector(String namespace) {
            this.namespace = namespace;
        }

        void add(String kind, JsonNode name) {
            if (name.isTextual() && !name.asText().isEmpty()) {
                references.add(new Reference(kind, namespace, name.asText()));
            }
        }
    }
}
