package io.skep.common.kubeapi.internal.schema;

import java.util.Map;
import java.util.Optional;

/**
 * How the lists of the served built-in kinds are merged: the one table for strategic merge patches and for the OpenAPI documents. A list that is not
 * here is replaced as a whole. Source: the patchStrategy and patchMergeKey tags of Kubernetes 1.26's API types.
 */
public final class MergeKeys {

    /** Key of a list of single values, which are merged as a set. */
    private static final String VALUES = "";

    private static final String CORE = "io.k8s.api.core.v1.";

    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry(Definitions.OBJECT_META + ".ownerReferences", "uid"),
            Map.entry(Definitions.OBJECT_META + ".finalizers", VALUES),
            Map.entry(CORE + "PodSpec.containers", "name"),
            Map.entry(CORE + "PodSpec.initContainers", "name"),
            Map.entry(CORE + "PodSpec.ephemeralContainers", "name"),
            Map.entry(CORE + "PodSpec.volumes", "name"),
            Map.entry(CORE + "PodSpec.imagePullSecrets", "name"),
            Map.entry(CORE + "PodSpec.hostAliases", "ip"),
            Map.entry(CORE + "PodSpec.topologySpreadConstraints", "topologyKey"),
            Map.entry(CORE + "Container.ports", "containerPort"),
            Map.entry(CORE + "Container.env", "name"),
            Map.entry(CORE + "Container.volumeMounts", "mountPath"),
            Map.entry(CORE + "Container.volumeDevices", "devicePath"),
            Map.entry(CORE + "EphemeralContainer.ports", "containerPort"),
            Map.entry(CORE + "EphemeralContainer.env", "name"),
            Map.entry(CORE + "EphemeralContainer.volumeMounts", "mountPath"),
            Map.entry(CORE + "EphemeralContainer.volumeDevices", "devicePath"),
            Map.entry(CORE + "PodStatus.conditions", "type"),
            Map.entry(CORE + "PodStatus.podIPs", "ip"),
            Map.entry(CORE + "NodeSpec.podCIDRs", VALUES),
            Map.entry(CORE + "NodeStatus.conditions", "type"),
            Map.entry(CORE + "NodeStatus.addresses", "type"),
            Map.entry(CORE + "NamespaceStatus.conditions", "type"),
            Map.entry(CORE + "PersistentVolumeClaimStatus.conditions", "type"),
            Map.entry(CORE + "ServiceAccount.secrets", "name"));

    /** Lists whose items lose, when patched, what the patch does not retain: one volume source replaces another. */
    private static final String RETAIN_KEYS = CORE + "PodSpec.volumes";

    private MergeKeys() {}

    /** The merge key of a list; empty text for lists of single values, absent when the list is replaced. */
    static Optional<String> find(String definition, String field) {
        return Optional.ofNullable(KEYS.get(definition + "." + field));
    }

    /** The value of {@code x-kubernetes-patch-merge-key}. */
    public static Optional<String> patchMergeKey(String definition, String field) {
        return find(definition, field).filter(key -> !key.isEmpty());
    }

    /** The value of {@code x-kubernetes-patch-strategy}. */
    public static Optional<String> patchStrategy(String definition, String field) {
        String path = definition + "." + field;
        return find(definition, field).map(key -> path.equals(RETAIN_KEYS) ? "merge,retainKeys" : "merge");
    }

    /** All lists of the table as {@code definition.field}, for the check that they exist. */
    static Iterable<String> all() {
        return KEYS.keySet();
    }
}
