package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.kubeapi.schema.FieldError.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** What makes a custom resource's schema structural. Source: the CustomResourceDefinition page of Kubernetes' documentation. */
public final class StructuralRules {

    private static final Set<String> TYPES = Set.of("object", "array", "string", "boolean", "number", "integer");
    private static final List<String> FORBIDDEN =
            List.of("definitions", "dependencies", "deprecated", "discriminator", "id", "patternProperties", "$ref");
    private static final List<String> ONLY_OUTSIDE = List.of(
            "description",
            "type",
            "default",
            "additionalProperties",
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource");

    private final Faults faults = new Faults();

    private StructuralRules() {}

    public static List<FieldError> check(JsonNode schema, String path) {
        StructuralRules rules = new StructuralRules();
        if (schema.has("type") && !schema.path("type").asText().equals("object")) {
            rules.invalid(path + ".type", schema.path("type"), "must be object at the root");
        }
        rules.level(schema, path);
        return rules.faults.list();
    }

    private void level(JsonNode schema, String path) {
        if (!schema.isObject()) {
            invalid(path, schema, "must be an object");
            return;
        }
        boolean intOrString = schema.path("x-kubernetes-int-or-string").asBoolean();
        boolean preserve = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        String type = schema.path("type").asText("");
        if (type.isEmpty() && !intOrString && !preserve) {
            faults.add(Kind.REQUIRED, path + ".type", "Required value: must not be empty for specified object fields");
        } else if (!type.isEmpty() && !TYPES.contains(type)) {
            faults.add(
                    Kind.INVALID,
                    path + ".type",
                    "Unsupported value: " + Faults.quote(type) + ": supported values: "
                            + "\"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"");
        } else if (!type.isEmpty() && intOrString) {
            invalid(path + ".type", schema.path("type"), "must be empty if x-kubernetes-int-or-string is true");
        }
        if (type.equals("array") && !schema.path("items").isObject()) {
            faults.add(Kind.REQUIRED, path + ".items", "Required value: must be specified");
        }
        if (schema.has("properties") && schema.path("additionalProperties").isObject()) {
            forbidden(path + ".additionalProperties", "additionalProperties and properties are mutual exclusive");
        }
        forbiddenFields(schema, path);
        pattern(schema, path);
        children(schema, path);
        junctors(schema, path);
    }

    private void forbiddenFields(JsonNode schema, String path) {
        for (String field : FORBIDDEN) {
            if (schema.has(field)) {
                forbidden(path + "." + field, field + " is not supported");
            }
        }
        if (schema.path("uniqueItems").asBoolean()) {
            forbidden(
                    path + ".uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        if (schema.path("additionalProperties").isBoolean()
                && !schema.path("additionalProperties").asBoolean()) {
            forbidden(path + ".additionalProperties", "additionalProperties cannot be set to false");
        }
    }

    private void pattern(JsonNode schema, String path) {
        if (schema.has("pattern")) {
            try {
                new BoundedPattern(schema.path("pattern").asText());
            } catch (PatternSyntaxException e) {
                invalid(
                        path + ".pattern",
                        schema.path("pattern"),
                        "must be a valid regular expression, but isn't: " + e.getDescription());
            }
        }
    }

    private void children(JsonNode schema, String path) {
        for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
            level(entry.getValue(), path + ".properties[" + entry.getKey() + "]");
        }
        if (schema.path("items").isObject()) {
            level(schema.path("items"), path + ".items");
        } else if (schema.path("items").isArray()) {
            forbidden(path + ".items", "items must be a schema object and not an array");
        }
        if (schema.path("additionalProperties").isObject()) {
            level(schema.path("additionalProperties"), path + ".additionalProperties");
        }
    }

    private void junctors(JsonNode schema, String path) {
        for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
            JsonNode branches = schema.path(junctor);
            for (int i = 0; i < branches.size(); i++) {
                branch(branches.get(i), path + "." + junctor + "[" + i + "]", schema);
            }
        }
        if (schema.has("not")) {
            branch(schema.path("not"), path + ".not", schema);
        }
    }

    private void branch(JsonNode branch, String path, JsonNode outside) {
        boolean intOrString = outside.path("x-kubernetes-int-or-string").asBoolean();
        for (String field : ONLY_OUTSIDE) {
            if (branch.has(field) && !(intOrString && field.equals("type"))) {
                forbidden(path + "." + field, "must be empty to be structural");
            }
        }
        pattern(branch, path);
        for (Map.Entry<String, JsonNode> entry : branch.path("properties").properties()) {
            branch(
                    entry.getValue(),
                    path + ".properties[" + entry.getKey() + "]",
                    outside.path("properties").path(entry.getKey()));
        }
        if (branch.path("items").isObject()) {
            branch(branch.path("items"), path + ".items", outside.path("items"));
        }
        junctors(branch, path);
    }

    private void forbidden(String path, String why) {
        faults.add(Kind.INVALID, path, "Forbidden: " + why);
    }

    private void invalid(String path, JsonNode value, String why) {
        faults.invalid(path, Faults.show(value), why);
    }
}
