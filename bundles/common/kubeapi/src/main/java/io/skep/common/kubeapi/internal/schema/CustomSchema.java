package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schema of one version of a custom resource, by the rules of structural schemas. Rules in CEL ({@code x-kubernetes-validations}) are not
 * evaluated.
 */
public final class CustomSchema implements Schema {

    private static final Set<String> TYPE_META = Set.of("apiVersion", "kind", "metadata");

    private final Structure root;
    private final boolean keepsAll;

    public CustomSchema(JsonNode openApiV3Schema, boolean preserveUnknown) {
        this.root = Structure.read(openApiV3Schema);
        this.keepsAll = preserveUnknown || openApiV3Schema.isEmpty();
    }

    @Override
    public List<FieldError> check(ObjectNode object) {
        Faults faults = new Faults();
        try {
            new CustomCheck(faults, new Budget(Budget.STEPS), keepsAll).root(root, object);
        } catch (Budget.Exhausted e) {
            faults.invalid("", "\"\"", e.getMessage() + "; make the object smaller or its schema's patterns simpler");
        }
        return faults.list();
    }

    @Override
    public void prune(ObjectNode object) {
        pruneMetadata(object);
        if (!keepsAll) {
            prune(root, object, TYPE_META);
        }
    }

    private static void pruneMetadata(ObjectNode object) {
        if (object.get("metadata") instanceof ObjectNode metadata) {
            BuiltinSchema.objectMeta().prune(metadata);
        }
    }

    private static void prune(Structure schema, JsonNode value, Set<String> keep) {
        if (value instanceof ObjectNode object) {
            List<String> unknown = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                Structure property = schema.properties().get(entry.getKey());
                if (keep.contains(entry.getKey())) {
                    continue;
                }
                if (property != null) {
                    pruneBelow(property, entry.getValue());
                } else if (schema.extra().isPresent()) {
                    pruneBelow(schema.extra().get(), entry.getValue());
                } else if (!schema.keepsUnknown()) {
                    unknown.add(entry.getKey());
                }
            }
            object.remove(unknown);
        } else if (value.isArray()) {
            schema.items().ifPresent(item -> value.forEach(child -> pruneBelow(item, child)));
        }
    }

    private static void pruneBelow(Structure schema, JsonNode value) {
        if (schema.embedded() && value instanceof ObjectNode resource) {
            pruneMetadata(resource);
            prune(schema, value, TYPE_META);
        } else {
            prune(schema, value, Set.of());
        }
    }

    @Override
    public void applyDefaults(ObjectNode object) {
        defaults(root, object, true);
    }

    private static void defaults(Structure schema, JsonNode value, boolean isRoot) {
        if (value instanceof ObjectNode object) {
            schema.properties().forEach((name, property) -> {
                JsonNode present = object.get(name);
                boolean isMissing = present == null || (present.isNull() && !property.nullable());
                if (isMissing && property.defaultValue().isPresent() && !(isRoot && TYPE_META.contains(name))) {
                    object.set(name, property.defaultValue().get().deepCopy());
                }
            });
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                Structure below = schema.properties().get(entry.getKey());
                if (below == null) {
                    below = schema.extra().orElse(null);
                }
                if (below != null && !(isRoot && TYPE_META.contains(entry.getKey()))) {
                    defaults(below, entry.getValue(), false);
                }
            }
        } else if (value.isArray()) {
            schema.items().ifPresent(item -> value.forEach(child -> defaults(item, child, false)));
        }
    }
}
