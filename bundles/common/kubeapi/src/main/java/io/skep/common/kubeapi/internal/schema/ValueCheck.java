package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.internal.schema.ValueRules.Limit;
import io.skep.common.kubeapi.internal.schema.ValueRules.Range;
import io.skep.common.kubeapi.schema.FieldError.Kind;
import io.skep.common.model.Json;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares one value with the rules of its level; what lies below is the caller's. */
final class ValueCheck {

    private final Faults faults;
    private final Budget budget;

    ValueCheck(Faults faults, Budget budget) {
        this.faults = faults;
        this.budget = budget;
    }

    void check(ValueRules rules, JsonNode value, String path) {
        if (!rules.allowed().isEmpty() && rules.allowed().stream().noneMatch(one -> same(one, value))) {
            String supported = rules.allowed().stream()
                    .map(one -> one.isTextual() ? Faults.quote(one.asText()) : Faults.quote(one.toString()))
                    .collect(Collectors.joining(", "));
            faults.add(
                    Kind.INVALID,
                    path,
                    "Unsupported value: " + Faults.show(value) + ": supported values: " + supported);
        }
        switch (value.getNodeType()) {
            case STRING -> text(rules, value, path);
            case NUMBER -> number(rules, value, path);
            case ARRAY -> list(rules, value, path);
            case OBJECT -> object(rules, value, path);
            default -> {}
        }
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private void text(ValueRules rules, JsonNode value, String path) {
        String text = value.asText();
        int length = text.codePointCount(0, text.length());
        if (length > rules.length().max()) {
            faults.add(
                    Kind.INVALID,
                    path,
                    "Too long: may not be longer than " + rules.length().max());
        } else if (length < rules.length().min()) {
            complain(path, value, "should be at least " + rules.length().min() + " chars long");
        }
        rules.pattern()
                .filter(pattern -> !pattern.isFoundIn(text, budget))
                .ifPresent(pattern -> complain(path, value, "should match '" + pattern.source() + "'"));
        if (!Formats.matches(rules.format(), text)) {
            faults.wrongFormat(path, value, rules.format());
        }
    }

    private void number(ValueRules rules, JsonNode value, String path) {
        BigDecimal number = value.decimalValue();
        rules.maximum()
                .filter(limit -> isBeyond(number.compareTo(limit.value()), limit))
                .ifPresent(limit -> {
                    complain(
                            path,
                            value,
                            "should be less than " + (limit.exclusive() ? "" : "or equal to ") + plain(limit));
                });
        rules.minimum()
                .filter(limit -> isBeyond(limit.value().compareTo(number), limit))
                .ifPresent(limit -> {
                    complain(
                            path,
                            value,
                            "should be greater than " + (limit.exclusive() ? "" : "or equal to ") + plain(limit));
                });
        Optional<BigDecimal> factor = rules.multipleOf().filter(of -> of.signum() > 0);
        if (factor.isPresent()
                && number.precision() < 400
                && number.remainder(factor.get()).signum() != 0) {
            complain(path, value, "should be a multiple of " + factor.get().toPlainString());
        }
    }

    private static boolean isBeyond(int comparison, Limit limit) {
        return comparison > 0 || (comparison == 0 && limit.exclusive());
    }

    private static String plain(Limit limit) {
        return limit.value().stripTrailingZeros().toPlainString();
    }

    private void list(ValueRules rules, JsonNode value, String path) {
        Range range = rules.items();
        if (value.size() > range.max()) {
            faults.add(
                    Kind.INVALID, path, "Too many: " + value.size() + ": must have at most " + range.max() + " items");
        } else if (value.size() < range.min()) {
            complain(path, value, "should have at least " + range.min() + " items");
        }
        if (rules.uniqueItems() || rules.listType().equals("set")) {
            duplicates(value, path, List.of());
        } else if (rules.listType().equals("map")) {
            duplicates(value, path, rules.listKeys());
        }
    }

    private void duplicates(JsonNode list, String path, List<String> keys) {
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            budget.spend();
            JsonNode identity = list.get(i);
            if (!keys.isEmpty()) {
                var subset = Json.object();
                JsonNode item = identity;
                keys.stream().filter(item::has).forEach(key -> subset.set(key, item.get(key)));
                identity = subset;
            }
            if (!seen.add(identity)) {
                faults.add(Kind.INVALID, path + "[" + i + "]", "Duplicate value: " + Faults.show(identity));
            }
        }
    }

    private void object(ValueRules rules, JsonNode value, String path) {
        for (String field : rules.required()) {
            if (!value.has(field)) {
                faults.required(Faults.child(path, field));
            }
        }
        Range range = rules.properties();
        if (value.size() > range.max()) {
            faults.add(
                    Kind.INVALID, path, "Too many: " + value.size() + ": must have at most " + range.max() + " items");
        } else if (value.size() < range.min()) {
            complain(path, value, "should have at least " + range.min() + " properties");
        }
    }

    private void complain(String path, JsonNode value, String what) {
        faults.invalid(path, Faults.show(value), path + " in body " + what);
    }
}
