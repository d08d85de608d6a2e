package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the values at one level must be like beyond their type. Limits that are not given are empty.
 *
 * @param listType {@code x-kubernetes-list-type}, empty when there is none
 * @param listKeys {@code x-kubernetes-list-map-keys}
 */
record ValueRules(
        List<String> required,
        List<JsonNode> allowed,
        Optional<BoundedPattern> pattern,
        String format,
        Optional<Limit> minimum,
        Optional<Limit> maximum,
        Optional<BigDecimal> multipleOf,
        Range length,
        Range items,
        Range properties,
        boolean uniqueItems,
        String listType,
        List<String> listKeys,
        List<Structure> oneOf,
        List<Structure> anyOf,
        List<Structure> allOf,
        Optional<Structure> not) {

    /** A numeric limit. */
    record Limit(BigDecimal value, boolean exclusive) {}

    /** How many; the maximum is Long.MAX_VALUE when there is none. */
    record Range(long min, long max) {
        static Range of(JsonNode schema, String what) {
            return new Range(
                    schema.path("min" + what).asLong(0),
                    schema.path("max" + what).asLong(Long.MAX_VALUE));
        }
    }

    static ValueRules read(JsonNode schema) {
        return new ValueRules(
                strings(schema.path("required")),
                values(schema.path("enum")),
                schema.has("pattern")
                        ? Optional.of(new BoundedPattern(schema.path("pattern").asText()))
                        : Optional.empty(),
                schema.path("format").asText(""),
                limit(schema, "minimum", "exclusiveMinimum"),
                limit(schema, "maximum", "exclusiveMaximum"),
                decimal(schema.path("multipleOf")),
                Range.of(schema, "Length"),
                Range.of(schema, "Items"),
                Range.of(schema, "Properties"),
                schema.path("uniqueItems").asBoolean(),
                schema.path("x-kubernetes-list-type").asText(""),
                strings(schema.path("x-kubernetes-list-map-keys")),
                Structure.readAll(schema.path("oneOf")),
                Structure.readAll(schema.path("anyOf")),
                Structure.readAll(schema.path("allOf")),
                schema.path("not").isObject() ? Optional.of(Structure.read(schema.path("not"))) : Optional.empty());
    }

    private static Optional<Limit> limit(JsonNode schema, String name, String exclusive) {
        return decimal(schema.path(name))
                .map(value -> new Limit(value, schema.path(exclusive).asBoolean()));
    }

    private static Optional<BigDecimal> decimal(JsonNode value) {
        return value.isNumber() ? Optional.of(value.decimalValue()) : Optional.empty();
    }

    private static List<String> strings(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(item -> all.add(item.asText()));
        return List.copyOf(all);
    }

    private static List<JsonNode> values(JsonNode list) {
        List<JsonNode> all = new ArrayList<>();
        list.forEach(all::add);
        return List.copyOf(all);
    }
}
