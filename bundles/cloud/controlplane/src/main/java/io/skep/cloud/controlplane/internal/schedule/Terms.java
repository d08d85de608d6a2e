package io.skep.cloud.controlplane.internal.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Evaluates node selectors: labels, and the terms of a node affinity with matchExpressions and matchFields. */
final class Terms {

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,19}");

    private Terms() {}

    /** True when the node has all the labels. */
    static boolean hasLabels(JsonNode node, JsonNode labels) {
        JsonNode own = node.path("metadata").path("labels");
        return labels.properties().stream()
                .allMatch(label -> own.path(label.getKey()).isTextual()
                        && own.path(label.getKey())
                                .asText()
                                .equals(label.getValue().asText()));
    }

    /** True when one of the terms fits; a list without terms fits nothing. */
    static boolean anyMatches(JsonNode node, JsonNode terms) {
        return any(terms, term -> matches(node, term));
    }

    /** True when the node fits all requirements of the term; a term without any fits nothing. */
    static boolean matches(JsonNode node, JsonNode term) {
        JsonNode expressions = term.path("matchExpressions");
        JsonNode fields = term.path("matchFields");
        return !(expressions.isEmpty() && fields.isEmpty())
                && all(
                        expressions,
                        one -> fits(one, node.path("metadata").path("labels").path(key(one))))
                && all(fields, one -> fits(one, field(node, key(one))));
    }

    private static String key(JsonNode requirement) {
        return requirement.path("key").asText("");
    }

    private static JsonNode field(JsonNode node, String name) {
        return name.equals("metadata.name") ? node.path("metadata").path("name") : node.path("no such field");
    }

    private static boolean fits(JsonNode requirement, JsonNode value) {
        JsonNode values = requirement.path("values");
        return switch (requirement.path("operator").asText("")) {
            case "In" -> value.isTextual() && any(values, one -> one.asText().equals(value.asText()));
            case "NotIn" ->
                !value.isTextual() || !any(values, one -> one.asText().equals(value.asText()));
            case "Exists" -> value.isTextual();
            case "DoesNotExist" -> !value.isTextual();
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    /** The label against the one value, both integers; 0 when they are not. */
    private static int compare(JsonNode value, JsonNode values) {
        String left = value.asText("");
        String right = values.path(0).asText("");
        boolean comparable = values.size() == 1
                && INTEGER.matcher(left).matches()
                && INTEGER.matcher(right).matches();
        return comparable ? new BigInteger(left).compareTo(new BigInteger(right)) : 0;
    }

    private static boolean any(JsonNode list, Predicate<JsonNode> test) {
        return StreamSupport.stream(list.spliterator(), false).anyMatch(test);
    }

    private static boolean all(JsonNode list, Predicate<JsonNode> test) {
        return StreamSupport.stream(list.spliterator(), false).allMatch(test);
    }

    /** How much the node is preferred: the sum of the weights of the preferred terms that fit. */
    static int preference(JsonNode node, JsonNode preferred) {
        int sum = 0;
        for (JsonNode term : preferred) {
            if (matches(node, term.path("preference"))) {
                sum += term.path("weight").asInt();
            }
        }
        return sum;
    }
}
