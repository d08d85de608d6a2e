package io.skep.common.kubeapi.internal.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The part of JSONPath that printer columns use: {@code .a.b}, {@code ['a']}, {@code [0]}, {@code [-1]}, {@code [*]} and
 * {@code [?(@.type=="Ready")]} with == and !=. A path beyond that finds nothing.
 */
final class JsonPath {

    private static final int MAX_LENGTH = 1024;
    private static final int MAX_RESULTS = 1000;
    private static final Pattern FIELD = Pattern.compile("\\.((?:\\\\.|[^.\\[\\\\])++)");
    private static final Pattern QUOTED = Pattern.compile("\\[(?:'([^']*+)'|\"([^\"]*+)\")\\]");
    private static final Pattern INDEX = Pattern.compile("\\[(-?\\d{1,6})\\]");
    private static final Pattern WILDCARD = Pattern.compile("(?:\\[\\*\\]|\\.\\*)");
    private static final Pattern FILTER = Pattern.compile(
            "\\[\\?\\(\\s*@((?:\\.[A-Za-z0-9_/-]++)++)\\s*(==|!=)\\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s)]++))\\s*\\)\\]");

    private final List<Function<JsonNode, Stream<JsonNode>>> steps;

    private JsonPath(List<Function<JsonNode, Stream<JsonNode>>> steps) {
        this.steps = List.copyOf(steps);
    }

    static JsonPath of(String text) {
        String path = text.strip();
        if (path.startsWith("{") && path.endsWith("}")) {
            path = path.substring(1, path.length() - 1);
        }
        List<Function<JsonNode, Stream<JsonNode>>> steps = new ArrayList<>();
        String rest = path.startsWith("$") ? path.substring(1) : path;
        while (!rest.isEmpty() && rest.length() <= MAX_LENGTH) {
            int length = step(rest, steps);
            if (length == 0) {
                return new JsonPath(List.of(node -> Stream.empty()));
            }
            rest = rest.substring(length);
        }
        return new JsonPath(rest.isEmpty() ? steps : List.of(node -> Stream.empty()));
    }

    List<JsonNode> find(JsonNode root) {
        Stream<JsonNode> found = Stream.of(root);
        for (Function<JsonNode, Stream<JsonNode>> step : steps) {
            found = found.flatMap(step).limit(MAX_RESULTS);
        }
        return found.toList();
    }

    private static int step(String rest, List<Function<JsonNode, Stream<JsonNode>>> steps) {
        Matcher matcher = WILDCARD.matcher(rest);
        if (matcher.lookingAt()) {
            steps.add(JsonPath::children);
            return matcher.end();
        }
        matcher = FIELD.matcher(rest);
        if (matcher.lookingAt()) {
            String name = matcher.group(1).replace("\\.", ".").strip();
            steps.add(node -> present(node.path(name)));
            return matcher.end();
        }
        matcher = QUOTED.matcher(rest);
        if (matcher.lookingAt()) {
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            steps.add(node -> present(node.path(name)));
            return matcher.end();
        }
        matcher = INDEX.matcher(rest);
        if (matcher.lookingAt()) {
            int index = Integer.parseInt(matcher.group(1));
            steps.add(node -> present(node.path(index < 0 ? node.size() + index : index)));
            return matcher.end();
        }
        return filter(rest, steps);
    }

    private static int filter(String rest, List<Function<JsonNode, Stream<JsonNode>>> steps) {
        Matcher matcher = FILTER.matcher(rest);
        if (!matcher.lookingAt()) {
            return 0;
        }
        JsonPath member = of(matcher.group(1));
        boolean equal = matcher.group(2).equals("==");
        String wanted = Stream.of(matcher.group(3), matcher.group(4), matcher.group(5))
                .filter(value -> value != null)
                .findFirst()
                .orElse("");
        steps.add(node -> children(node)
                .filter(child -> member.find(child).stream()
                                .anyMatch(value -> value.asText().equals(wanted))
                        == equal));
        return matcher.end();
    }

    private static Stream<JsonNode> present(JsonNode node) {
        return node.isMissingNode() ? Stream.empty() : Stream.of(node);
    }

    private static Stream<JsonNode> children(JsonNode node) {
        List<JsonNode> all = new ArrayList<>();
        node.forEach(all::add);
        return all.stream();
    }

    /** A value as text: single values plain, others as JSON. */
    static String text(JsonNode value) {
        return value.isValueNode() ? value.asText("") : Json.write(value);
    }
}
