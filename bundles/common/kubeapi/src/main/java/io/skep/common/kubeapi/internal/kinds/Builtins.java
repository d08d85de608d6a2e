package io.skep.common.kubeapi.internal.kinds;

import io.skep.common.kubeapi.ServedResource;
import io.skep.common.kubeapi.schema.Schemas;
import io.skep.common.kubeapi.table.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds that are there without a definition. */
public final class Builtins {

    public static final String CRDS = "customresourcedefinitions.apiextensions.k8s.io";
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> ONLY_CREATE = List.of("create");

    private Builtins() {}

    /** All of them, in the order of discovery. */
    public static List<Resource> all() {
        return List.of(
                asked("", "v1", "bindings", "Binding", true),
                kind("", "v1", "configmaps", "ConfigMap", true, new ConfigRules(false), "cm"),
                kind("", "v1", "events", "Event", true, new EventRules(), "ev"),
                kind("", "v1", "namespaces", "Namespace", false, new NamespaceRules(), "ns", "/status", "/finalize"),
                kind("", "v1", "nodes", "Node", false, new NodeRules(), "no", "/status"),
                kind(
                        "",
                        "v1",
                        "persistentvolumeclaims",
                        "PersistentVolumeClaim",
                        true,
                        KindRules.PLAIN,
                        "pvc",
                        "/status"),
                kind("", "v1", "persistentvolumes", "PersistentVolume", false, KindRules.PLAIN, "pv", "/status"),
                kind("", "v1", "pods", "Pod", true, new PodRules(), "po", "/status", "/binding", "/eviction", "+all"),
                kind("", "v1", "secrets", "Secret", true, new ConfigRules(true)),
                kind("", "v1", "serviceaccounts", "ServiceAccount", true, KindRules.PLAIN, "sa", "/token"),
                kind(
                        "apiextensions.k8s.io",
                        "v1",
                        "customresourcedefinitions",
                        "CustomResourceDefinition",
                        false,
                        new CrdRules(),
                        "crd",
                        "crds",
                        "/status",
                        "+api-extensions"),
                asked("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false),
                asked("authorization.k8s.io", "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false),
                kind("coordination.k8s.io", "v1", "leases", "Lease", true, new LeaseRules()),
                kind("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false, new RuntimeClassRules()),
                kind(
                        "storage.k8s.io",
                        "v1",
                        "volumeattachments",
                        "VolumeAttachment",
                        false,
                        KindRules.PLAIN,
                        "/status"));
    }

    /** @param more short names; subresources with a slash, categories with a plus sign before them */
    private static Resource kind(
            String group,
            String version,
            String plural,
            String kind,
            boolean namespaced,
            KindRules rules,
            String... more) {
        List<String> words = List.of(more);
        List<String> shortNames = words.stream()
                .filter(word -> Character.isLetter(word.charAt(0)))
                .toList();
        List<String> categories = words.stream()
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .toList();
        List<String> subresources = words.stream()
                .filter(word -> word.startsWith("/"))
                .map(word -> word.substring(1))
                .toList();
        return resource(
                new ServedResource(
                        group,
                        version,
                        plural,
                        kind.toLowerCase(Locale.ROOT),
                        kind,
                        namespaced,
                        VERBS,
                        shortNames,
                        categories,
                        Set.copyOf(subresources),
                        Optional.empty()),
                rules,
                true);
    }

    private static Resource asked(String group, String version, String plural, String kind, boolean namespaced) {
        return resource(
                new ServedResource(
                        group,
                        version,
                        plural,
                        kind.toLowerCase(Locale.ROOT),
                        kind,
                        namespaced,
                        ONLY_CREATE,
                        List.of(),
                        List.of(),
                        Set.of(),
                        Optional.empty()),
                KindRules.PLAIN,
                false);
    }

    private static Resource resource(ServedResource served, KindRules rules, boolean stored) {
        return new Resource(
                served,
                rules,
                Schemas.builtin(served.group(), served.version(), served.kind()).orElse(OpenSchema.INSTANCE),
                () -> Tables.builtin(served.group(), served.kind()),
                served.apiVersion(),
                Optional.empty(),
                stored);
    }
}
