package io.skep.common.kubeapi.internal.select;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.ApiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1,m<2} over labels. */
public final class LabelSelector {

    private static final int MAX_LENGTH = 16 * 1024;
    private static final Pattern SET = Pattern.compile("([^\\s!=<>(),]+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern COMPARE = Pattern.compile("([^\\s!=<>(),]+)\\s*(==|!=|=|<|>)\\s*([^\\s!=<>(),]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=<>(),]+)");

    private enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        GREATER,
        LESS
    }

    private record Requirement(String key, Operator operator, Set<String> values) {

        boolean matches(JsonNode labels) {
            JsonNode label = labels.path(key);
            return switch (operator) {
                case IN -> label.isTextual() && values.contains(label.textValue());
                case NOT_IN -> !label.isTextual() || !values.contains(label.textValue());
                case EXISTS -> label.isTextual();
                case ABSENT -> !label.isTextual();
                case GREATER, LESS -> label.isTextual() && compares(label.textValue());
            };
        }

        private boolean compares(String label) {
            try {
                int order = Long.compare(
                        Long.parseLong(label), Long.parseLong(values.iterator().next()));
                return operator == Operator.GREATER ? order > 0 : order < 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    private final List<Requirement> requirements;

    private LabelSelector(List<Requirement> requirements) {
        this.requirements = requirements;
    }

    /**
     * Reads a selector; the empty one selects everything.
     *
     * @throws ApiException 400 when it cannot be read
     */
    public static LabelSelector parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ApiException.badRequest("labelSelector is longer than " + MAX_LENGTH + " characters");
        }
        List<Requirement> requirements = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            int end = requirement(rest, text, requirements);
            rest = rest.substring(end).stripLeading();
            if (!rest.isEmpty()) {
                if (rest.charAt(0) != ',' || rest.substring(1).isBlank()) {
                    throw unreadable(text, rest);
                }
                rest = rest.substring(1).stripLeading();
            }
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    private static int requirement(String rest, String text, List<Requirement> into) {
        Matcher set = SET.matcher(rest);
        if (set.lookingAt()) {
            Operator operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
            into.add(new Requirement(set.group(1), operator, values(set.group(3))));
            return set.end();
        }
        Matcher compare = COMPARE.matcher(rest);
        if (compare.lookingAt()) {
            into.add(comparison(compare, text));
            return compare.end();
        }
        Matcher exists = EXISTS.matcher(rest);
        if (exists.lookingAt()) {
            Operator operator = exists.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
            into.add(new Requirement(exists.group(2), operator, Set.of()));
            return exists.end();
        }
        throw unreadable(text, rest);
    }

    private static Requirement comparison(Matcher compare, String text) {
        Operator operator = switch (compare.group(2)) {
            case "!=" -> Operator.NOT_IN;
            case ">" -> Operator.GREATER;
            case "<" -> Operator.LESS;
            default -> Operator.IN;
        };
        String value = compare.group(3);
        if ((operator == Operator.GREATER || operator == Operator.LESS) && !value.matches("-?[0-9]{1,18}")) {
            throw unreadable(text, value);
        }
        return new Requirement(compare.group(1), operator, Set.of(value));
    }

    private static Set<String> values(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    private static ApiException unreadable(String text, String at) {
        return ApiException.badRequest(
                "unable to parse requirement: labelSelector \"" + text + "\" cannot be read at \"" + at + "\"");
    }

    public boolean matches(JsonNode labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    public boolean isAll() {
        return requirements.isEmpty();
    }
}
