package io.skep.common.kubeapi.internal.discovery;

import java.util.List;

/**
 * What discovery says of a subresource.
 *
 * @param group of the objects that it takes and gives
 */
record Subresources(String group, String version, String kind, List<String> verbs) {

    static Subresources of(String name, String group, String version, String kind) {
        return switch (name) {
            case "binding" -> new Subresources("", "v1", "Binding", List.of("create"));
            case "eviction" -> new Subresources("policy", "v1", "Eviction", List.of("create"));
            case "token" -> new Subresources("authentication.k8s.io", "v1", "TokenRequest", List.of("create"));
            case "finalize" -> new Subresources(group, version, kind, List.of("update"));
            default -> new Subresources(group, version, kind, List.of("get", "patch", "update"));
        };
    }
}
