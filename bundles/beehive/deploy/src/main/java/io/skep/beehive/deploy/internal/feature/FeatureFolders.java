package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.deploy.internal.Deployment;
import io.skep.beehive.deploy.internal.JarStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Where the features of an instance are, by the framework properties that the launcher sets.
 *
 * @param home distribution folder
 * @param dir state folder
 * @param asked features that the start asks for
 */
record FeatureFolders(Path home, Path dir, List<String> asked) {

    private static final List<String> SETTINGS = List.of(
            Constants.FRAMEWORK_SYSTEMPACKAGES,
            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
            Constants.FRAMEWORK_SYSTEMCAPABILITIES,
            Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA,
            Constants.FRAMEWORK_BOOTDELEGATION);

    static FeatureFolders of(BundleContext context) {
        return new FeatureFolders(
                path(context, "skep.home"),
                path(context, "skep.dir"),
                Arrays.stream(word(context, "skep.features").split(","))
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    private static Path path(BundleContext context, String property) {
        String path = word(context, property);
        return path.isEmpty() ? context.getDataFile("features").toPath() : Path.of(path);
    }

    private static String word(BundleContext context, String property) {
        String word = context.getProperty(property);
        return word == null ? "" : word;
    }

    Features features(BundleContext context, Deployment deployment) {
        Path own = dir.resolve("features");
        Catalog catalog = new Catalog(home, own);
        return new Features(
                context,
                deployment,
                catalog,
                new Installed(dir.resolve("felix-cache/features"), own, catalog, asked),
                new JarStore(own.resolve("jars")),
                new Rehearsal(factory(context), settings(context), dir.resolve("tmp")));
    }

    /** The implementation that runs this framework is beside it on the launcher's class path. */
    private static FrameworkFactory factory(BundleContext context) {
        ClassLoader launcher = context.getBundle(0).getClass().getClassLoader();
        return ServiceLoader.load(FrameworkFactory.class, launcher)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no framework is on the launcher's class path"));
    }

    private static Map<String, String> settings(BundleContext context) {
        Map<String, String> settings = new HashMap<>();
        for (String name : SETTINGS) {
            String value = context.getProperty(name);
            if (value != null) {
                settings.put(name, value);
            }
        }
        return settings;
    }
}
