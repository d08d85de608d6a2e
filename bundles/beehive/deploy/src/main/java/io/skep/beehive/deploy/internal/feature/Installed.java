package io.skep.beehive.deploy.internal.feature;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the state folder tells of the features that are installed. The launcher leaves a copy of each feature file beside the framework's cache;
 * what the commands change is written there and, for the next start, as the difference to what the start asks for.
 */
final class Installed {

    private static final String CHANGES = "changes.properties";

    private final Path noted;
    private final Path own;
    private final Catalog catalog;
    private final List<String> asked;

    /**
     * @param noted folder with copies of the files of the installed features
     * @param own folder of features that came from elsewhere, and of what was changed since the start
     * @param asked names of the features that the start asks for
     */
    Installed(Path noted, Path own, Catalog catalog, List<String> asked) {
        this.noted = noted;
        this.own = own;
        this.catalog = catalog;
        this.asked = asked;
    }

    /** The installed features as they were installed, by name. */
    Map<String, Feature> features() {
        Map<String, Feature> features = new TreeMap<>();
        if (!Files.isDirectory(noted)) {
            return features;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(noted, "*" + Catalog.JSON)) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(Catalog.JSON, "");
                try (InputStream in = Files.newInputStream(file)) {
                    features.put(name, FeatureFile.read(name, in, file.toString()));
                }
            }
            return features;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Writes what is installed from now on. The record for the next start is written last and at once, so that a failure before leaves the old one.
     *
     * @param foreign names of those that are not the distribution's
     * @throws SkepException {@code STORE_FAILED}
     */
    void write(Collection<Feature> features, Set<String> foreign) {
        try {
            Files.createDirectories(noted);
            Files.createDirectories(own);
            for (Feature feature : features) {
                replace(noted.resolve(feature.name() + Catalog.JSON), feature.text());
                if (foreign.contains(feature.name())) {
                    replace(own.resolve(feature.name() + Catalog.JSON), feature.text());
                }
            }
            Set<String> names =
                    features.stream().map(Feature::name).collect(Collectors.toCollection(LinkedHashSet::new));
            writeChanges(names);
            deleteOthers(noted, names);
            deleteOthers(own, foreign);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Lets the next start bring the contents of these bundles anew, as the feature files then say: to be called before they are changed, in case the
     * process dies meanwhile.
     */
    void unsettle(Collection<String> locations) {
        Path record = noted.resolveSibling("features.properties");
        if (!Files.exists(record)) {
            return;
        }
        try (InputStream in = Files.newInputStream(record)) {
            Properties contents = new Properties();
            contents.load(in);
            locations.forEach(contents::remove);
            StringWriter text = new StringWriter();
            contents.store(text, null);
            replace(record, text.toString());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void writeChanges(Set<String> names) throws IOException {
        Set<String> added = new LinkedHashSet<>(names);
        added.removeAll(closure(asked));
        Set<String> all = new LinkedHashSet<>(asked);
        all.addAll(added);
        Set<String> removed = closure(all);
        removed.removeAll(names);
        Properties changes = new Properties();
        changes.setProperty("added", String.join(",", added));
        changes.setProperty("removed", String.join(",", removed));
        StringWriter text = new StringWriter();
        changes.store(
                text,
                "features added to and removed from those of the start, by feature:install and feature:uninstall");
        replace(own.resolve(CHANGES), text.toString());
    }

    private Set<String> closure(Collection<String> names) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            all.add(name);
            catalog.find(name)
                    .ifPresent(offer -> catalog.closure(List.of(offer)).forEach(each -> all.add(each.name())));
        }
        return all;
    }

    private static void replace(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text, CREATE, TRUNCATE_EXISTING, WRITE, DSYNC);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteOthers(Path folder, Set<String> names) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + Catalog.JSON)) {
            for (Path file : files) {
                if (!names.contains(file.getFileName().toString().replace(Catalog.JSON, ""))) {
                    Files.delete(file);
                }
            }
        }
    }

    private SkepException failure(IOException cause) {
        return new SkepException(
                FeatureError.RECORD,
                "What is installed cannot be read or written in " + own + ": " + Reasons.of(cause) + ".",
                cause);
    }
}
