package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One check of one custom object. */
final class CustomCheck {

    private final Faults faults;
    private final Budget budget;
    private final boolean keepsAll;

    CustomCheck(Faults faults, Budget budget, boolean keepsAll) {
        this.faults = faults;
        this.budget = budget;
        this.keepsAll = keepsAll;
    }

    void root(Structure schema, ObjectNode object) {
        resource(schema, object, "");
    }

    /** A whole object, the root one or an embedded one: its metadata is ObjectMeta, its type may be given. */
    private void resource(Structure schema, ObjectNode object, String path) {
        if (object.get("metadata") instanceof ObjectNode metadata) {
            BuiltinSchema.objectMeta().check(metadata, Faults.child(path, "metadata"), faults);
        }
        rules(schema, object, path);
        members(schema, object, path, Set.of("metadata", "apiVersion", "kind"));
    }

    private void value(Structure schema, JsonNode value, String path) {
        budget.spend();
        if (faults.isFull() || (value.isNull() && schema.nullable())) {
            return;
        }
        if (!hasType(schema, value)) {
            faults.wrongType(path, value, schema.intOrString() ? "integer,string" : schema.type());
            return;
        }
        if (schema.embedded() && value instanceof ObjectNode object) {
            for (String field : List.of("apiVersion", "kind")) {
                if (object.path(field).asText("").isEmpty()) {
                    faults.required(Faults.child(path, field));
                }
            }
            resource(schema, object, path);
            return;
        }
        rules(schema, value, path);
        if (value instanceof ObjectNode object) {
            members(schema, object, path, Set.of());
        } else if (value.isArray() && schema.items().isPresent()) {
            for (int i = 0; i < value.size(); i++) {
                value(schema.items().get(), value.get(i), path + "[" + i + "]");
            }
        }
    }

    private void members(Structure schema, ObjectNode object, String path, Set<String> known) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String child = Faults.child(path, entry.getKey());
            Structure property = schema.properties().get(entry.getKey());
            if (entry.getKey().equals("metadata") && known.contains("metadata")) {
                continue;
            }
            if (property != null) {
                value(property, entry.getValue(), child);
            } else if (known.contains(entry.getKey())) {
                typeMeta(entry.getValue(), child);
            } else if (schema.extra().isPresent()) {
                value(schema.extra().get(), entry.getValue(), child);
            } else if (!keepsAll && !schema.keepsUnknown()) {
                faults.unknown(child);
            }
        }
    }

    private void typeMeta(JsonNode value, String path) {
        if (!value.isTextual()) {
            faults.wrongType(path, value, "string");
        }
    }

    private static boolean hasType(Structure schema, JsonNode value) {
        if (schema.intOrString()) {
            return value.isTextual() || value.isIntegralNumber();
        }
        return switch (schema.type()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "number" -> value.isNumber();
            case "integer" -> value.isNumber() && isWhole(value);
            default -> true;
        };
    }

    private static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber()
                || value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private void rules(Structure schema, JsonNode value, String path) {
        ValueRules rules = schema.rules();
        new ValueCheck(faults, budget).check(rules, value, path);
        String at = Faults.quote(path);
        rules.allOf().forEach(branch -> {
            if (!fits(branch, value)) {
                combine(path, value, at + " must validate all the schemas (allOf)");
            }
        });
        if (!rules.anyOf().isEmpty() && rules.anyOf().stream().noneMatch(branch -> fits(branch, value))) {
            combine(path, value, at + " must validate at least one schema (anyOf)");
        }
        if (!rules.oneOf().isEmpty()) {
            long fitting =
                    rules.oneOf().stream().filter(branch -> fits(branch, value)).count();
            if (fitting != 1) {
                String found = fitting == 0 ? "Found none valid" : "Found " + fitting + " valid alternatives";
                combine(path, value, at + " must validate one and only one schema (oneOf). " + found);
            }
        }
        if (rules.not().filter(branch -> fits(branch, value)).isPresent()) {
            combine(path, value, at + " must not validate the schema (not)");
        }
    }

    private void combine(String path, JsonNode value, String why) {
        faults.invalid(path, Faults.show(value), why);
    }

    /** Whether a value fits a branch of oneOf and its like; branches restrict values, they declare no fields. */
    private boolean fits(Structure branch, JsonNode value) {
        Faults own = new Faults();
        new CustomCheck(own, budget, true).value(branch, value, "");
        return own.isEmpty();
    }
}
