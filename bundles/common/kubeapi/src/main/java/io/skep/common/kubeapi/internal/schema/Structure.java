package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One level of a custom resource's schema, compiled.
 *
 * @param type empty when none is given
 * @param preserve {@code x-kubernetes-preserve-unknown-fields}
 * @param extra the schema of members that are no property
 * @param openEnded true for {@code additionalProperties: true}
 * @param defaultValue absent when there is none
 */
record Structure(
        String type,
        boolean nullable,
        boolean preserve,
        boolean intOrString,
        boolean embedded,
        Map<String, Structure> properties,
        Optional<Structure> extra,
        boolean openEnded,
        Optional<Structure> items,
        Optional<JsonNode> defaultValue,
        ValueRules rules) {

    static Structure read(JsonNode schema) {
        Map<String, Structure> properties = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(entry -> properties.put(entry.getKey(), read(entry.getValue())));
        JsonNode extra = schema.path("additionalProperties");
        return new Structure(
                schema.path("type").asText(""),
                schema.path("nullable").asBoolean(),
                schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
                schema.path("x-kubernetes-int-or-string").asBoolean(),
                schema.path("x-kubernetes-embedded-resource").asBoolean(),
                properties,
                extra.isObject() ? Optional.of(read(extra)) : Optional.empty(),
                extra.isBoolean() && extra.asBoolean(),
                schema.path("items").isObject() ? Optional.of(read(schema.path("items"))) : Optional.empty(),
                Optional.ofNullable(schema.get("default")),
                ValueRules.read(schema));
    }

    static List<Structure> readAll(JsonNode schemas) {
        List<Structure> all = new ArrayList<>();
        schemas.forEach(schema -> all.add(read(schema)));
        return List.copyOf(all);
    }

    /** True when members that no property names are kept. */
    boolean keepsUnknown() {
        return preserve || openEnded;
    }
}
