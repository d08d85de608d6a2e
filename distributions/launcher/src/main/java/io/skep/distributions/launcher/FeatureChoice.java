package io.skep.distributions.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which features an instance runs: those that its start asks for, and what the commands of beehive.deploy have added and removed since. They
 * leave that in the state folder: {@code features/changes.properties}, the files of added features that are not the distribution's beside it,
 * and their jars in {@code features/jars}.
 *
 * @param home distribution folder
 * @param dir state folder
 * @param names features that the start asks for
 */
record FeatureChoice(Path home, Path dir, List<String> names) {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureChoice.class);

    static FeatureChoice of(LaunchOptions options) {
        return new FeatureChoice(options.home(), options.dir(), options.features());
    }

    /** What the start asks for, as the distribution has it now. */
    FeatureSet asked() {
        return FeatureSet.read(this::folder, names);
    }

    /** The whole set as it is now. An added feature that cannot be had is left out: the instance runs without it. */
    FeatureSet read() {
        Properties changes = changes();
        List<String> wanted = new ArrayList<>(names);
        FeatureSet set = asked();
        for (String name : words(changes, "added")) {
            wanted.add(name);
            try {
                set = complete(FeatureSet.read(this::folder, wanted));
            } catch (LauncherException e) {
                wanted.remove(name);
                LOG.warn("feature {}, which was added by a command, is left out: {}", name, e.line());
            }
        }
        return set.without(words(changes, "removed"));
    }

    /** Fails if a jar is missing. */
    private FeatureSet complete(FeatureSet set) {
        for (Feature.Entry entry : set.bundles()) {
            if (!Files.isRegularFile(jar(entry))) {
                throw new LauncherException(
                        LauncherError.BUNDLE_MISSING, "The file of the bundle " + entry.id() + " is not there.");
            }
        }
        return set;
    }

    /** The jar of a bundle: the bundles of features that do not start by themselves are in repo/, those from elsewhere in the state folder. */
    Path jar(Feature.Entry entry) {
        Path jar = home.resolve("bundle").resolve(entry.file());
        for (Path folder : List.of(home.resolve("repo"), dir.resolve("features/jars"))) {
            if (!Files.exists(jar) && Files.exists(folder.resolve(entry.file()))) {
                return folder.resolve(entry.file());
            }
        }
        return jar;
    }

    private Path folder(String name) {
        Path shipped = home.resolve("features");
        Path added = dir.resolve("features");
        boolean own = !Files.exists(shipped.resolve(name + ".json")) && Files.exists(added.resolve(name + ".json"));
        return own ? added : shipped;
    }

    /** Leaves copies of the feature files beside the framework's cache, which tell what is installed there. */
    void note(FeatureSet set) {
        Path folder = dir.resolve("felix-cache/features");
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> old = Files.newDirectoryStream(folder)) {
                for (Path file : old) {
                    Files.delete(file);
                }
            }
            for (Feature feature : set.features()) {
                String file = feature.name() + ".json";
                Files.copy(
                        folder(feature.name()).resolve(file),
                        folder.resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The folder " + folder + " cannot be written: " + Reason.of(e) + ".",
                    e);
        }
    }

    private Properties changes() {
        Path file = dir.resolve("features/changes.properties");
        Properties changes = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                changes.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("{} not read, so features are those of the start: {}", file, e.toString());
            }
        }
        return changes;
    }

    private static List<String> words(Properties changes, String key) {
        return Arrays.stream(changes.getProperty(key, "").split(","))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
