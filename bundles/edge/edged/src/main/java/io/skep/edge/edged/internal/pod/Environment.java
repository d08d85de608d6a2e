package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The environment of a container: env and envFrom, everything resolved. */
final class Environment {

    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    private final References references;
    private final Downward downward;

    Environment(References references, Downward downward) {
        this.references = references;
        this.downward = downward;
    }

    /**
     * The variables in the order of their definition.
     *
     * @param skipped keys that make no names of variables, by the object that they stand in
     */
    record Variables(Map<String, String> values, Map<String, Set<String>> skipped) {}

    Variables of(JsonNode container) throws InterruptedException {
        Map<String, String> env = new LinkedHashMap<>();
        Map<String, Set<String>> skipped = new TreeMap<>();
        for (JsonNode source : container.path("envFrom")) {
            addAll(env, skipped, source, "configmap", source.path("configMapRef"));
            addAll(env, skipped, source, "secret", source.path("secretRef"));
        }
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            if (variable.has("valueFrom")) {
                value(container, variable.path("valueFrom")).ifPresent(value -> env.put(name, value));
            } else {
                env.put(name, Expansion.expand(variable.path("value").asText(""), env));
            }
        }
        return new Variables(env, skipped);
    }

    private void addAll(
            Map<String, String> env, Map<String, Set<String>> skipped, JsonNode source, String type, JsonNode reference)
            throws InterruptedException {
        if (reference.isMissingNode()) {
            return;
        }
        String prefix = source.path("prefix").asText("");
        boolean optional = reference.path("optional").asBoolean(false);
        String name = reference.path("name").asText();
        references
                .find(type, name, optional)
                .ifPresent(values -> values.forEach((key, bytes) -> {
                    if (NAME.matcher(prefix + key).matches()) {
                        env.put(prefix + key, new String(bytes, StandardCharsets.UTF_8));
                    } else {
                        skipped.computeIfAbsent(type + " " + name, object -> new TreeSet<>())
                                .add(prefix + key);
                    }
                }));
    }

    private Optional<String> value(JsonNode container, JsonNode from) throws InterruptedException {
        if (from.has("configMapKeyRef")) {
            return text(references.find("configmap", from.path("configMapKeyRef")));
        }
        if (from.has("secretKeyRef")) {
            return text(references.find("secret", from.path("secretKeyRef")));
        }
        if (from.has("fieldRef")) {
            return Optional.of(
                    downward.field(from.path("fieldRef").path("fieldPath").asText()));
        }
        return Optional.of(downward.resource(container, from.path("resourceFieldRef")));
    }

    private static Optional<String> text(Optional<byte[]> bytes) {
        return bytes.map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
