package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The definitions of the built-in kinds, from the resource that {@code DefinitionsGenerator} wrote. Loaded when first asked for. */
public final class Definitions {

    public static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private static final String RESOURCE = "definitions.txt";

    private final Map<String, Definition> byName;
    private final Map<String, String> nameByKind;

    private Definitions(Map<String, Definition> byName, Map<String, String> nameByKind) {
        this.byName = Map.copyOf(byName);
        this.nameByKind = Map.copyOf(nameByKind);
    }

    /** The structures without descriptions: small enough to stay. */
    public static Definitions get() {
        return Holder.ALL;
    }

    Definition definition(String name) {
        return byName.get(name);
    }

    /** The definition of a kind, if it is a built-in one. */
    Optional<Definition> kind(String group, String version, String kind) {
        return name(group, version, kind).map(byName::get);
    }

    /** The OpenAPI name of a built-in kind, e.g. {@code io.k8s.api.core.v1.Pod}. */
    public Optional<String> name(String group, String version, String kind) {
        return Optional.ofNullable(nameByKind.get(group + "/" + version + "/" + kind));
    }

    /** Reads the whole resource once more, descriptions included, one definition after another. */
    public static void forEach(BiConsumer<String, ObjectNode> action) {
        try (InputStream in = Definitions.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                action.accept(line.substring(0, space), (ObjectNode) Json.parse(line.substring(space + 1)));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the bundle's resource " + RESOURCE + " is damaged", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Holder {
        static final Definitions ALL = load();

        private static Definitions load() {
            Map<String, Definition> byName = new HashMap<>();
            Map<String, String> nameByKind = new HashMap<>();
            Definitions.forEach((name, schema) -> {
                byName.put(name, Definition.read(name, schema));
                for (JsonNode gvk : schema.path("x-kubernetes-group-version-kind")) {
                    String key = gvk.path("group").asText() + "/"
                            + gvk.path("version").asText() + "/";
                    nameByKind.put(key + gvk.path("kind").asText(), name);
                }
            });
            return new Definitions(byName, nameByKind);
        }
    }
}
