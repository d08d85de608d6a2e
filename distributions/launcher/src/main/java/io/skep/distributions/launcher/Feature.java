package io.skep.distributions.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A named list of bundles, read from an OSGi Feature file (Compendium chapter 159). Includes and the launcher's class path are extensions of
 * ours: {@code requires-features}, {@code class-path} and {@code client-path}; the assembler adds {@code modules}.
 *
 * @param name file name without {@code .json}
 * @param id {@code group:name}, with a version once assembled
 * @param title what the feature is for, in a few words
 * @param requires names of the features that come before this one
 * @param bundles in file order
 * @param classPath ids of the jars of the launcher's class path
 * @param clientPath ids of further jars that the script ./skep alone needs
 * @param modules Beehive modules of the bundles, {@code name/group}
 */
public record Feature(
        String name,
        String id,
        String title,
        List<String> requires,
        List<Entry> bundles,
        List<String> classPath,
        List<String> clientPath,
        List<String> modules) {

    /**
     * One bundle of a feature.
     *
     * @param id Maven id
     * @param startOrder start level, 1 to 9
     * @param file name of the jar; empty before assembly
     * @param sha256 digest of the jar in hex; empty before assembly
     */
    public record Entry(String id, int startOrder, String file, String sha256) {}

    /** Reads {@code name.json} of a folder. */
    public static Feature read(Path folder, String name) {
        Path file = folder.resolve(name + ".json");
        try {
            return parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FEATURE_UNREADABLE, "The feature file " + file + " cannot be read: " + e + ".", e);
        } catch (IllegalArgumentException e) {
            throw new LauncherException(
                    LauncherError.FEATURE_UNREADABLE,
                    "The feature file " + file + " is wrong: " + e.getMessage() + ".",
                    e);
        }
    }

    /**
     * Reads the text of a feature file.
     *
     * @throws IllegalArgumentException if it is no feature; the message says why
     */
    public static Feature parse(String name, String text) {
        Map<String, Object> json = Json.parseObject(text);
        Map<String, Object> extensions = Json.object(json, "extensions");
        List<Entry> bundles = new ArrayList<>();
        for (Object item : Json.list(json, "bundles")) {
            bundles.add(entry(item));
        }
        return new Feature(
                name,
                Json.string(json, "id", ""),
                Json.string(json, "name", ""),
                words(extensions, "requires-features"),
                List.copyOf(bundles),
                words(extensions, "class-path"),
                words(extensions, "client-path"),
                words(extensions, "modules"));
    }

    private static Entry entry(Object item) {
        if (!(item instanceof Map<?, ?> map) || !(map.get("id") instanceof String id)) {
            throw new IllegalArgumentException("a bundle has no id");
        }
        if (!(map.get("start-order") instanceof Long order) || order < 1 || order > 9) {
            throw new IllegalArgumentException("the bundle " + id + " has no start-order from 1 to 9");
        }
        Object file = map.get("file");
        Object digest = map.get("sha256");
        return new Entry(
                id, order.intValue(), file == null ? "" : file.toString(), digest == null ? "" : digest.toString());
    }

    private static List<String> words(Map<String, Object> extensions, String key) {
        List<String> words = new ArrayList<>();
        for (Object word : Json.list(Json.object(extensions, key), "json")) {
            if (!(word instanceof String text)) {
                throw new IllegalArgumentException("the extension " + key + " has something else than names");
            }
            words.add(text);
        }
        return List.copyOf(words);
    }
}
