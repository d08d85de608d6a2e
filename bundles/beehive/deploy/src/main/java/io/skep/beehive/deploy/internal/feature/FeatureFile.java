package io.skep.beehive.deploy.internal.feature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads and writes feature files: OSGi Feature files (Compendium chapter 159) with the extensions {@code requires-features} and {@code modules}. */
final class FeatureFile {

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_BUNDLES = 500;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern ID = Pattern.compile("[\\w.-]+(:[\\w.-]+){2,4}");
    private static final Pattern FILE = Pattern.compile("[\\w][\\w.+-]*");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private FeatureFile() {}

    /** @param origin where the file is, for people */
    static Feature read(String name, InputStream in, String origin) {
        try {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw wrong(origin, "it is larger than 1 MiB");
            }
            return parse(name, new String(bytes, StandardCharsets.UTF_8), origin);
        } catch (IOException e) {
            throw new SkepException(
                    FeatureError.UNREADABLE,
                    "The feature file " + origin + " cannot be read: " + Reasons.of(e) + ".",
                    e);
        }
    }

    static Feature parse(String name, String text, String origin) {
        if (!isName(name)) {
            throw wrong(origin, "its name is not made of lower-case letters, digits, '-', '_' and '.'");
        }
        JsonNode json = tree(text, origin);
        List<Feature.Entry> bundles = new ArrayList<>();
        Set<String> locations = new LinkedHashSet<>();
        for (JsonNode item : json.path("bundles")) {
            Feature.Entry entry = entry(item, origin);
            if (!locations.add(entry.location())) {
                throw wrong(origin, "the bundle " + entry.id() + " stands twice");
            }
            bundles.add(entry);
        }
        List<String> requires = words(json, "requires-features");
        if (bundles.isEmpty() && requires.isEmpty() || bundles.size() > MOST_BUNDLES) {
            throw wrong(origin, "it has " + bundles.size() + " bundles, not 1 to " + MOST_BUNDLES);
        }
        return new Feature(
                name,
                json.path("id").asText(),
                json.path("name").asText(),
                requires,
                List.copyOf(bundles),
                words(json, "modules"),
                text);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static JsonNode tree(String text, String origin) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json == null || !json.isObject()) {
                throw wrong(origin, "it is no JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw wrong(origin, "it is no JSON: " + e.getOriginalMessage());
        }
    }

    private static Feature.Entry entry(JsonNode item, String origin) {
        String id = item.path("id").asText();
        int order = item.path("start-order").asInt();
        String file = item.path("file").asText();
        String digest = item.path("sha256").asText();
        if (!ID.matcher(id).matches()) {
            throw wrong(origin, "a bundle has the id '" + id + "', not group:artifact:version");
        }
        if (order < 1 || order > 9) {
            throw wrong(origin, "the bundle " + id + " has no start-order from 1 to 9");
        }
        if (!FILE.matcher(file).matches()) {
            throw wrong(origin, "the bundle " + id + " has no file that is the name of a jar beside the feature file");
        }
        if (!DIGEST.matcher(digest).matches()) {
            throw wrong(origin, "the bundle " + id + " has no sha256 of 64 lower-case hex digits");
        }
        return new Feature.Entry(id, order, file, digest);
    }

    private static List<String> words(JsonNode json, String extension) {
        List<String> words = new ArrayList<>();
        json.path("extensions").path(extension).path("json").forEach(word -> words.add(word.asText()));
        return List.copyOf(words);
    }

    /** The text of a feature whose jars are kept under their digests, with the modules that are known by now. */
    static Feature stored(Feature feature, Collection<String> modules) {
        ObjectNode json = (ObjectNode) tree(feature.text(), feature.name());
        for (JsonNode item : json.path("bundles")) {
            ((ObjectNode) item).put("file", item.path("sha256").asText() + ".jar");
        }
        Set<String> all = new TreeSet<>(feature.modules());
        all.addAll(modules);
        ObjectNode extension = json.withObjectProperty("extensions").withObjectProperty("modules");
        extension.put("kind", "mandatory").put("type", "json");
        all.forEach(extension.putArray("json")::add);
        return parse(feature.name(), json.toPrettyString() + "\n", feature.name());
    }

    private static SkepException wrong(String origin, String why) {
        return new SkepException(FeatureError.UNREADABLE, "The feature file " + origin + " is wrong: " + why + ".");
    }
}
