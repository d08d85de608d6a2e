package io.skep.common.kubeapi.internal.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ResourceStore;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.schema.OpenApi;
import io.skep.common.kubeapi.schema.Schemas;
import io.skep.common.kubeapi.table.Tables;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is served now: the built-in kinds and the established definitions of the store. */
public final class Catalog {

    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

    private record Snapshot(Map<String, Resource> byPath, OpenApi openApi) {}

    private final ResourceStore store;
    private final List<Resource> builtins = Builtins.all();
    private volatile Snapshot snapshot;

    public Catalog(ResourceStore store) {
        this.store = store;
        refresh();
    }

    /** Reads the definitions again; called after each write to one. */
    public synchronized void refresh() {
        Map<String, Resource> byPath = new LinkedHashMap<>();
        builtins.forEach(resource -> byPath.put(path(resource.served()), resource));
        for (StoredObject definition : store.list(Builtins.CRDS, "", 0).objects()) {
            for (Resource resource : versions(definition.tree())) {
                byPath.putIfAbsent(path(resource.served()), resource);
            }
        }
        List<ServedResource> served =
                byPath.values().stream().map(Resource::served).toList();
        snapshot = new Snapshot(byPath, OpenApi.of(served));
    }

    private static String path(ServedResource served) {
        return served.apiVersion() + "/" + served.plural();
    }

    /** The served versions of a definition; none while its names are not accepted. */
    private static List<Resource> versions(ObjectNode crd) {
        List<Resource> resources = new ArrayList<>();
        if (!CrdStatus.isEstablished(crd)) {
            return resources;
        }
        JsonNode spec = crd.path("spec");
        String group = spec.path("group").asText();
        String storage = "";
        for (JsonNode version : spec.path("versions")) {
            storage = version.path("storage").asBoolean() ? version.path("name").asText() : storage;
        }
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                resources.add(custom(crd, version, group + "/" + storage));
            }
        }
        return resources;
    }

    private static Resource custom(ObjectNode crd, JsonNode version, String storedAs) {
        JsonNode spec = crd.path("spec");
        JsonNode names = spec.path("names");
        ObjectNode schema =
                version.path("schema").path("openAPIV3Schema") instanceof ObjectNode node ? node : Json.object();
        Set<String> subresources = new HashSet<>();
        version.path("subresources").fieldNames().forEachRemaining(subresources::add);
        subresources.retainAll(Set.of("status"));
        ServedResource served = new ServedResource(
                spec.path("group").asText(),
                version.path("name").asText(),
                names.path("plural").asText(),
                names.path("singular").asText(),
                names.path("kind").asText(),
                spec.path("scope").asText().equals("Namespaced"),
                VERBS,
                texts(names.path("shortNames")),
                texts(names.path("categories")),
                subresources,
                Optional.of(schema));
        return new Resource(
                served,
                new CustomRules(),
                Schemas.ofCrdVersion(schema, spec.path("preserveUnknownFields").asBoolean()),
                () -> Tables.custom(version.path("additionalPrinterColumns")),
                storedAs,
                Optional.of(crd),
                true);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Finds what is served at {@code apiVersion}, e.g. {@code v1} or {@code apps.example.org/v1}. */
    public Optional<Resource> find(String apiVersion, String plural) {
        return Optional.ofNullable(snapshot.byPath.get(apiVersion + "/" + plural));
    }

    public Resource builtin(String apiVersion, String plural) {
        return find(apiVersion, plural).orElseThrow();
    }

    /** Any served version of a resource. */
    public Stream<Resource> versionsOf(String qualifiedName) {
        return snapshot.byPath.values().stream()
                .filter(resource -> resource.served().qualifiedName().equals(qualifiedName));
    }

    /** True when the definition that a custom resource's objects belong to is being deleted. */
    public boolean isTerminating(Resource resource) {
        return find(resource.served().apiVersion(), resource.served().plural())
                .flatMap(Resource::crd)
                .filter(KubeObject::isTerminating)
                .isPresent();
    }

    public List<ServedResource> served() {
        return snapshot.byPath.values().stream().map(Resource::served).toList();
    }

    public OpenApi openApi() {
        return snapshot.openApi;
    }
}
