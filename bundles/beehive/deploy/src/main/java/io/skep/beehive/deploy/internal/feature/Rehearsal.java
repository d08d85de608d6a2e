package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Reasons;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Resolves a set of bundles in a framework of its own that holds nothing but their manifests: the same resolver that will run them, and the
 * running framework is not touched. The resolver ignores services, which are needed at activation only, so these are compared here.
 */
final class Rehearsal {

    private static final String SERVICE = "osgi.service";
    private static final long LIMIT_MS = 10_000;

    private final FrameworkFactory factory;
    private final Map<String, String> settings;
    private final Path temporary;

    /**
     * @param settings of the running framework: which packages the system bundle exports
     * @param temporary where the rehearsal's cache may be
     */
    Rehearsal(FrameworkFactory factory, Map<String, String> settings, Path temporary) {
        this.factory = factory;
        this.settings = settings;
        this.temporary = temporary;
    }

    /**
     * What each bundle that has to resolve lacks, by location; empty if all is well.
     *
     * @param served whether a service that a filter describes is there whatever the manifests say
     */
    Map<String, String> lacks(Collection<Part> parts, Predicate<String> served) {
        Path storage = null;
        try {
            storage = Files.createTempDirectory(Files.createDirectories(temporary), "rehearsal");
            return lacks(parts, served, storage);
        } catch (IOException | BundleException e) {
            throw new SkepException(FeatureError.UNRESOLVED, "The bundles cannot be tried: " + Reasons.of(e) + ".", e);
        } finally {
            delete(storage);
        }
    }

    private Map<String, String> lacks(Collection<Part> parts, Predicate<String> served, Path storage)
            throws IOException, BundleException {
        Map<String, String> all = new HashMap<>(settings);
        all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        all.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        all.put("felix.service.urlhandlers", "false");
        all.put("felix.log.level", "0");
        all.put("felix.resolver.parallelism", "1");
        Framework framework = factory.newFramework(all);
        framework.start();
        try {
            Map<Part, Bundle> bundles = new LinkedHashMap<>();
            for (Part part : parts) {
                bundles.put(part, framework.getBundleContext().installBundle(part.location(), jar(part)));
            }
            Map<String, String> lacks = new LinkedHashMap<>();
            if (!framework.adapt(FrameworkWiring.class).resolveBundles(bundles.values())) {
                bundles.forEach((part, bundle) -> unresolved(part, bundle, lacks));
            }
            services(bundles, served, lacks);
            return lacks;
        } finally {
            stop(framework);
        }
    }

    private static ByteArrayInputStream jar(Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, part.manifest()).close();
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void unresolved(Part part, Bundle bundle, Map<String, String> lacks) {
        if (!part.wanted() || bundle.getState() != Bundle.INSTALLED) {
            return;
        }
        if (part.headers().containsKey(Constants.FRAGMENT_HOST)) {
            lacks.put(part.location(), "its host is not there");
            return;
        }
        try {
            bundle.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            lacks.put(part.location(), Reasons.of(e));
        }
    }

    private static void services(Map<Part, Bundle> bundles, Predicate<String> served, Map<String, String> lacks) {
        List<BundleCapability> provided = bundles.values().stream()
                .flatMap(bundle -> bundle.adapt(BundleRevision.class).getDeclaredCapabilities(SERVICE).stream())
                .toList();
        bundles.forEach((part, bundle) -> {
            for (BundleRequirement need : bundle.adapt(BundleRevision.class).getDeclaredRequirements(SERVICE)) {
                String filter = need.getDirectives().getOrDefault("filter", "");
                boolean mandatory = !"optional".equals(need.getDirectives().get("resolution"));
                if (part.wanted() && mandatory && provided.stream().noneMatch(need::matches) && !served.test(filter)) {
                    lacks.putIfAbsent(part.location(), "no bundle provides the service that it needs, " + filter);
                }
            }
        });
    }

    private static void stop(Framework framework) throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(LIMIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
