package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds the schemas of one OpenAPI document: what is asked for and all that it reaches. Used once, by one thread. */
final class SchemaDocuments {

    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private static final Map<String, String> NAMED_FORMATS = Map.of(
            "quantity",
            QUANTITY,
            "int-or-string",
            INT_OR_STRING,
            "date-time",
            META + "Time",
            "micro-time",
            META + "MicroTime");

    private final Dialect dialect;
    private final Map<String, ObjectNode> library = new HashMap<>();
    private final Map<String, ObjectNode> used = new TreeMap<>();

    SchemaDocuments(Dialect dialect) {
        this.dialect = dialect;
        Definitions.forEach(library::put);
    }

    /** What was asked for so far, by name. */
    ObjectNode all() {
        ObjectNode all = Json.object();
        used.forEach(all::set);
        return all;
    }

    /** The schema's name of a served resource; it is in the document afterwards. */
    String kind(ServedResource resource) {
        return resource.crdSchema().isPresent()
                ? custom(resource, resource.crdSchema().get())
                : builtin(resource, "");
    }

    /** The same for its list. */
    String list(ServedResource resource) {
        return resource.crdSchema().isPresent() ? customList(resource) : builtin(resource, "List");
    }

    /** A built-in definition by its name. */
    String named(String name) {
        use(name);
        return name;
    }

    private String builtin(ServedResource resource, String suffix) {
        String kind = resource.kind() + suffix;
        String name = Definitions.get()
                .name(resource.group(), resource.version(), kind)
                .orElseGet(() -> {
                    String own = customName(resource) + suffix;
                    used.computeIfAbsent(own, key -> typed(Json.object().put("type", "object"), resource, kind));
                    return own;
                });
        use(name);
        return name;
    }

    private static String customName(ServedResource resource) {
        List<String> words = new ArrayList<>(Arrays.asList(resource.group().split("\\.")));
        Collections.reverse(words);
        String group = resource.group().isEmpty() ? "core" : String.join(".", words);
        return group + "." + resource.version() + "." + resource.kind();
    }

    private String custom(ServedResource resource, ObjectNode schema) {
        String name = customName(resource);
        if (!used.containsKey(name)) {
            ObjectNode copy = schema.deepCopy();
            if (!copy.has("type")) {
                copy.put("type", "object");
            }
            ObjectNode properties =
                    copy.get("properties") instanceof ObjectNode own ? own : copy.putObject("properties");
            metaFields(properties, "ObjectMeta", "Standard object's metadata.");
            used.put(name, typed(copy, resource, resource.kind()));
        }
        return name;
    }

    private String customList(ServedResource resource) {
        String name = customName(resource) + "List";
        if (!used.containsKey(name)) {
            String item = custom(resource, resource.crdSchema().orElseThrow());
            ObjectNode list = Json.object()
                    .put("description", resource.kind() + "List is a list of " + resource.kind())
                    .put("type", "object");
            list.putArray("required").add("items");
            ObjectNode properties = list.putObject("properties");
            metaFields(properties, "ListMeta", "Standard list metadata.");
            properties
                    .putObject("items")
                    .put("description", "List of " + resource.plural() + ".")
                    .put("type", "array")
                    .set("items", dialect.reference(item));
            used.put(name, typed(list, resource, resource.kind() + "List"));
        }
        return name;
    }

    private void metaFields(ObjectNode properties, String meta, String description) {
        JsonNode pod = library.get(META + "Status").path("properties");
        properties.set("apiVersion", pod.path("apiVersion").deepCopy());
        properties.set("kind", pod.path("kind").deepCopy());
        properties.set("metadata", dialect.reference(named(META + meta), description));
    }

    private static ObjectNode typed(ObjectNode schema, ServedResource resource, String kind) {
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", resource.group())
                .put("kind", kind)
                .put("version", resource.version());
        return schema;
    }

    private void use(String name) {
        if (used.containsKey(name)) {
            return;
        }
        ObjectNode schema = library.get(name);
        if (schema == null) {
            used.put(name, special(name));
            return;
        }
        used.put(name, schema);
        if (schema.get("properties") instanceof ObjectNode properties) {
            properties.properties().forEach(entry -> {
                ObjectNode property = convert((ObjectNode) entry.getValue());
                MergeKeys.patchMergeKey(name, entry.getKey())
                        .ifPresent(key -> property.put("x-kubernetes-patch-merge-key", key));
                MergeKeys.patchStrategy(name, entry.getKey())
                        .ifPresent(strategy -> property.put("x-kubernetes-patch-strategy", strategy));
                entry.setValue(property);
            });
        }
    }

    private ObjectNode convert(ObjectNode property) {
        String description = property.path("description").asText("");
        if (property.has("$ref")) {
            return dialect.reference(named(property.get("$ref").asText()), description);
        }
        String format = NAMED_FORMATS.get(property.path("format").asText(""));
        if (format != null) {
            return dialect.reference(named(format), description);
        }
        for (String below : List.of("items", "additionalProperties")) {
            if (property.get(below) instanceof ObjectNode element) {
                property.set(below, convert(element));
            }
        }
        return property;
    }

    private ObjectNode special(String name) {
        ObjectNode schema = Json.object();
        return switch (name) {
            case QUANTITY ->
                either(
                        schema.put("description", "A number with an optional unit, such as 500m, 128Mi or 1.5."),
                        "number");
            case INT_OR_STRING ->
                either(
                                schema.put(
                                        "description",
                                        "A number or a text, such as the name of a port or a percentage."),
                                "integer")
                        .put("format", "int-or-string");
            case META + "Time" ->
                schema.put("description", "A time in RFC 3339, to the second.")
                        .put("type", "string")
                        .put("format", "date-time");
            case META + "MicroTime" ->
                schema.put("description", "A time in RFC 3339, to the microsecond.")
                        .put("type", "string")
                        .put("format", "date-time");
            case META + "Patch" ->
                schema.put("description", "A change to an object, read as the content type says.")
                        .put("type", "object");
            default -> throw new IllegalStateException("no definition " + name);
        };
    }

    private ObjectNode either(ObjectNode schema, String other) {
        if (dialect == Dialect.V2) {
            return schema.put("type", "string");
        }
        ArrayNode kinds = schema.putArray("oneOf");
        kinds.addObject().put("type", "string");
        kinds.addObject().put("type", other);
        return schema;
    }
}
