package io.skep.common.kubeapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One resource as clients find it in discovery: a kind of object at one API version.
 *
 * @param group API group, empty for the core group
 * @param version e.g. {@code v1}
 * @param plural name in paths, e.g. {@code pods}
 * @param singular e.g. {@code pod}
 * @param kind e.g. {@code Pod}
 * @param namespaced true when objects live in a namespace
 * @param verbs what may be done, as discovery names it: {@code create delete deletecollection get list patch update watch}
 * @param shortNames e.g. {@code po}
 * @param categories e.g. {@code all}
 * @param subresources names behind the object's name, e.g. {@code status}, {@code binding}
 * @param crdSchema the version's {@code openAPIV3Schema}; empty for built-in kinds. Shared: do not change it
 */
public record ServedResource(
        String group,
        String version,
        String plural,
        String singular,
        String kind,
        boolean namespaced,
        List<String> verbs,
        List<String> shortNames,
        List<String> categories,
        Set<String> subresources,
        Optional<ObjectNode> crdSchema) {

    public ServedResource {
        verbs = List.copyOf(verbs);
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = Set.copyOf(subresources);
    }

    /** {@code group/version}, or the version alone for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code plural.group}, or the plural alone for the core group: the same for all versions of a resource. */
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    public boolean hasStatus() {
        return subresources.contains("status");
    }
}
