package io.skep.common.kubeapi.internal.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The discovery documents of a set of served resources, in Kubernetes' plain and aggregated forms. */
public final class Discovery {

    /** By group, then by version in order of preference. */
    private final Map<String, Map<String, List<ServedResource>>> groups = new LinkedHashMap<>();

    public Discovery(List<ServedResource> served) {
        for (ServedResource resource : served) {
            groups.computeIfAbsent(resource.group(), group -> new TreeMap<>(new VersionOrder()))
                    .computeIfAbsent(resource.version(), version -> new ArrayList<>())
                    .add(resource);
        }
    }

    /** {@code /api}. */
    public ObjectNode coreVersions(String address) {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", address);
        return versions;
    }

    /** {@code /apis}. */
    public ObjectNode groupList() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode items = list.putArray("groups");
        groups.keySet().stream().filter(group -> !group.isEmpty()).forEach(group -> items.add(groupBody(group)));
        return list;
    }

    /** {@code /apis/GROUP}. */
    public Optional<ObjectNode> group(String group) {
        if (group.isEmpty() || !groups.containsKey(group)) {
            return Optional.empty();
        }
        ObjectNode document = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        document.setAll(groupBody(group));
        return Optional.of(document);
    }

    private ObjectNode groupBody(String group) {
        ObjectNode body = Json.object().put("name", group);
        ArrayNode versions = body.putArray("versions");
        for (String version : groups.get(group).keySet()) {
            versions.addObject().put("groupVersion", group + "/" + version).put("version", version);
        }
        body.set("preferredVersion", versions.get(0));
        return body;
    }

    /** {@code /api/v1} and {@code /apis/GROUP/VERSION}. */
    public Optional<ObjectNode> resources(String group, String version) {
        List<ServedResource> served = groups.getOrDefault(group, Map.of()).get(version);
        if (served == null) {
            return Optional.empty();
        }
        ObjectNode list = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", served.getFirst().apiVersion());
        ArrayNode items = list.putArray("resources");
        served.forEach(resource -> plain(resource, items));
        return Optional.of(list);
    }

    private static void plain(ServedResource resource, ArrayNode items) {
        ObjectNode item = items.addObject()
                .put("name", resource.plural())
                .put("singularName", resource.singular())
                .put("namespaced", resource.namespaced())
                .put("kind", resource.kind());
        texts(item, "verbs", resource.verbs(), true);
        texts(item, "shortNames", resource.shortNames(), false);
        texts(item, "categories", resource.categories(), false);
        resource.subresources().stream().sorted().forEach(name -> {
            Subresources sub = Subresources.of(name, resource.group(), resource.version(), resource.kind());
            ObjectNode entry = items.addObject()
                    .put("name", resource.plural() + "/" + name)
                    .put("singularName", "")
                    .put("namespaced", resource.namespaced());
            if (!sub.group().equals(resource.group()) || !sub.version().equals(resource.version())) {
                entry.put("group", sub.group()).put("version", sub.version());
            }
            texts(entry.put("kind", sub.kind()), "verbs", sub.verbs(), true);
        });
    }

    /**
     * {@code /api} or {@code /apis} in one document.
     *
     * @param core true for the core group alone, false for all others
     * @param version {@code v2} or {@code v2beta1}
     */
    public ObjectNode aggregated(boolean core, String version) {
        ObjectNode list =
                Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        groups.forEach((group, versions) -> {
            if (group.isEmpty() == core) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata").putNull("creationTimestamp");
                if (!core) {
                    metadata.put("name", group);
                }
                ArrayNode entries = item.putArray("versions");
                versions.forEach((name, resources) -> version(entries.addObject(), name, resources));
            }
        });
        return list;
    }

    private static void version(ObjectNode entry, String name, List<ServedResource> resources) {
        entry.put("version", name).put("freshness", "Current");
        ArrayNode items = entry.putArray("resources");
        for (ServedResource resource : resources) {
            ObjectNode item = items.addObject().put("resource", resource.plural());
            kind(item, resource.group(), resource.version(), resource.kind());
            item.put("scope", resource.namespaced() ? "Namespaced" : "Cluster")
                    .put("singularResource", resource.singular());
            texts(item, "verbs", resource.verbs(), true);
            texts(item, "shortNames", resource.shortNames(), false);
            texts(item, "categories", resource.categories(), false);
            resource.subresources().stream().sorted().forEach(sub -> {
                Subresources about = Subresources.of(sub, resource.group(), resource.version(), resource.kind());
                ObjectNode node =
                        item.withArrayProperty("subresources").addObject().put("subresource", sub);
                kind(node, about.group(), about.version(), about.kind());
                texts(node, "verbs", about.verbs(), true);
            });
        }
    }

    private static void kind(ObjectNode node, String group, String version, String kind) {
        node.putObject("responseKind")
                .put("group", group)
                .put("version", version)
                .put("kind", kind);
    }

    private static void texts(ObjectNode node, String name, List<String> texts, boolean evenIfEmpty) {
        if (evenIfEmpty || !texts.isEmpty()) {
            ArrayNode array = node.putArray(name);
            texts.forEach(array::add);
        }
    }
}
