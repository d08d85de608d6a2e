package io.skep.distributions.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The features that start together: those asked for and all that they require, each once, required ones first.
 *
 * @param features in start order
 */
public record FeatureSet(List<Feature> features) {

    /** Reads the named features and what they require from a folder. */
    public static FeatureSet read(Path folder, Collection<String> names) {
        return read(name -> folder, names);
    }

    /** Reads the named features and what they require, each from its folder. */
    static FeatureSet read(Function<String, Path> folders, Collection<String> names) {
        Map<String, Feature> read = new LinkedHashMap<>();
        names.forEach(name -> collect(folders, name, read, new LinkedHashSet<>()));
        return new FeatureSet(List.copyOf(read.values()));
    }

    private static void collect(
            Function<String, Path> folders, String name, Map<String, Feature> read, Set<String> path) {
        if (read.containsKey(name)) {
            return;
        }
        if (!path.add(name)) {
            throw new LauncherException(
                    LauncherError.FEATURE_UNREADABLE, "The features " + path + " require one another in a circle.");
        }
        Feature feature = Feature.read(folders.apply(name), name);
        feature.requires().forEach(required -> collect(folders, required, read, path));
        path.remove(name);
        read.put(name, feature);
    }

    /** Every bundle once, in start order; the first mention counts. */
    public List<Feature.Entry> bundles() {
        Map<String, Feature.Entry> entries = new LinkedHashMap<>();
        for (Feature feature : features) {
            feature.bundles().forEach(entry -> entries.putIfAbsent(BundleStock.location(entry), entry));
        }
        List<Feature.Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort((a, b) -> Integer.compare(a.startOrder(), b.startOrder()));
        return sorted;
    }

    /** Beehive modules of all bundles, {@code name/group}. */
    public List<String> modules() {
        return features.stream()
                .flatMap(feature -> feature.modules().stream())
                .distinct()
                .toList();
    }

    /** Ids of the jars of the launcher's class path. */
    public List<String> classPath() {
        return features.stream()
                .flatMap(feature -> feature.classPath().stream())
                .distinct()
                .toList();
    }

    /** The set without some features; what these alone required stays. */
    FeatureSet without(Collection<String> names) {
        return new FeatureSet(features.stream()
                .filter(feature -> !names.contains(feature.name()))
                .toList());
    }

    /** Ids of the jars that the script ./skep needs besides. */
    public List<String> clientPath() {
        return features.stream()
                .flatMap(feature -> feature.clientPath().stream())
                .distinct()
                .toList();
    }

    public boolean contains(String name) {
        return features.stream().anyMatch(feature -> feature.name().equals(name));
    }
}
