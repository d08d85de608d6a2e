package io.skep.common.kubeapi.internal.select;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code path=value,path!=value} over the fields that a kind lets be selected. An absent field is the empty string. */
public final class FieldSelector {

    private record Requirement(String path, String value, boolean equal) {

        boolean matches(ObjectNode object) {
            return value(object).equals(value) == equal;
        }

        private String value(ObjectNode object) {
            JsonNode node = object;
            for (String member : path.split("\\.")) {
                node = node.path(member);
            }
            return node.asText("").isEmpty() && path.equals("spec.unschedulable") ? "false" : node.asText("");
        }
    }

    private final List<Requirement> requirements;

    private FieldSelector(List<Requirement> requirements) {
        this.requirements = requirements;
    }

    /**
     * Reads a selector; the empty one selects everything.
     *
     * @param allowed the kind's selectable fields besides name and namespace
     * @throws ApiException 400 when it cannot be read or names another field
     */
    public static FieldSelector parse(String text, Set<String> allowed) {
        List<Requirement> requirements = new ArrayList<>();
        for (String term : terms(text)) {
            requirements.add(requirement(term, allowed));
        }
        return new FieldSelector(List.copyOf(requirements));
    }

    private static Requirement requirement(String term, Set<String> allowed) {
        int equals = term.indexOf('=');
        if (equals <= 0) {
            throw ApiException.badRequest("invalid field selector: \"" + term + "\" has no '='");
        }
        boolean equal = term.charAt(equals - 1) != '!';
        String path = term.substring(0, equal ? equals : equals - 1).strip();
        String value = term.substring(equals + 1);
        if (!allowed.contains(path) && !path.equals("metadata.name") && !path.equals("metadata.namespace")) {
            throw ApiException.badRequest("field label not supported: " + path);
        }
        return new Requirement(path, value.startsWith("=") ? value.substring(1) : value, equal);
    }

    /** Splits at commas; a backslash keeps a comma, an equals sign or a backslash as a character. */
    private static List<String> terms(String text) {
        List<String> terms = new ArrayList<>();
        StringBuilder term = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                term.append(text.charAt(++i));
            } else if (c == ',') {
                terms.add(term.toString());
                term.setLength(0);
            } else {
                term.append(c);
            }
        }
        terms.add(term.toString());
        terms.removeIf(String::isBlank);
        return terms;
    }

    public boolean matches(ObjectNode object) {
        return requirements.stream().allMatch(requirement -> requirement.matches(object));
    }

    public boolean isAll() {
        return requirements.isEmpty();
    }

    /** The value that a field must have, when the selector says so. */
    public Optional<String> required(String path) {
        return requirements.stream()
                .filter(requirement -> requirement.equal && requirement.path.equals(path))
                .map(Requirement::value)
                .findFirst();
    }
}
