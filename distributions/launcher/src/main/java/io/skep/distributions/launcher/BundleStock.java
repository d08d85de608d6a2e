package io.skep.distributions.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the framework's bundles in line with a feature set: installs what is new, updates what has other content than last time, uninstalls
 * what the features dropped. The framework keeps its own copy of each jar, so a running process never reads a file that a build overwrites.
 * Bundles of other origin (deploy folder, pods, the shell) are left alone, and so is the decision of an operator who stopped one.
 */
final class BundleStock {

    /** Start of the location of every bundle that a feature brought. */
    static final String LOCATION = "feature:";

    private static final Logger LOG = LoggerFactory.getLogger(BundleStock.class);

    private final BundleContext system;
    private final Function<Feature.Entry, Path> jars;
    private final Path record;

    /**
     * @param jars where each bundle's jar is
     * @param record file that remembers which content each bundle has
     */
    BundleStock(BundleContext system, Function<Feature.Entry, Path> jars, Path record) {
        this.system = system;
        this.jars = jars;
        this.record = record;
    }

    /** What {@link #apply} did. */
    record Change(List<String> installed, List<String> updated, List<String> uninstalled) {}

    /** To be called before the framework starts its bundles: nothing is resolved yet, so nothing needs a refresh. */
    Change apply(List<Feature.Entry> entries) {
        Properties known = read();
        Map<String, Bundle> present = present();
        Change change = new Change(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Properties now = new Properties();
        for (Feature.Entry entry : entries) {
            String location = location(entry);
            Path jar = jars.apply(entry);
            String content = content(entry, jar);
            Bundle bundle = present.remove(location);
            if (bundle == null) {
                install(entry, location, jar);
                change.installed().add(location);
            } else if (!content.equals(known.getProperty(location))) {
                update(bundle, jar);
                change.updated().add(location);
            }
            now.setProperty(location, content);
        }
        for (Map.Entry<String, Bundle> old : present.entrySet()) {
            uninstall(old.getValue());
            change.uninstalled().add(old.getKey());
        }
        write(now);
        return change;
    }

    /** The location does not change with the version, so a newer version is an update of the same bundle. */
    static String location(Feature.Entry entry) {
        String[] words = entry.id().split(":");
        String artifact = words[0] + ":" + words[1];
        return LOCATION + (words.length > 3 ? artifact + ":" + words[3] : artifact);
    }

    private Map<String, Bundle> present() {
        Map<String, Bundle> present = new HashMap<>();
        for (Bundle bundle : system.getBundles()) {
            if (bundle.getLocation().startsWith(LOCATION)) {
                present.put(bundle.getLocation(), bundle);
            }
        }
        return present;
    }

    private static String content(Feature.Entry entry, Path jar) {
        try {
            return entry.sha256() + "/" + Files.size(jar) + "/"
                    + Files.getLastModifiedTime(jar).toMillis();
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.BUNDLE_MISSING,
                    "The file of the bundle " + entry.id() + " cannot be read: " + e + ".",
                    e);
        }
    }

    private void install(Feature.Entry entry, String location, Path jar) {
        try (InputStream in = Files.newInputStream(jar)) {
            Bundle bundle = system.installBundle(location, in);
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startOrder());
            if (bundle.getHeaders("").get("Fragment-Host") == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        } catch (IOException | BundleException e) {
            throw new LauncherException(
                    LauncherError.BUNDLE_MISSING, "The bundle " + entry.id() + " cannot be installed: " + e + ".", e);
        }
    }

    private static void update(Bundle bundle, Path jar) {
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
        } catch (IOException | BundleException e) {
            throw new LauncherException(
                    LauncherError.BUNDLE_MISSING, "The bundle " + bundle + " cannot be updated: " + e + ".", e);
        }
    }

    private static void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            LOG.warn("bundle {} of an earlier feature set not uninstalled: {}", bundle, e.getMessage());
        }
    }

    private Properties read() {
        Properties properties = new Properties();
        if (Files.exists(record)) {
            try (InputStream in = Files.newInputStream(record)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("{} not read, so every bundle is updated: {}", record, e.toString());
            }
        }
        return properties;
    }

    private void write(Properties properties) {
        try (var out = Files.newOutputStream(record)) {
            properties.store(out, null);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE, "The file " + record + " cannot be written: " + e + ".", e);
        }
    }
}
