package io.skep.distributions.assembler;

import io.skep.distributions.launcher.FrameworkSettings;
import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.log.Explanation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Proves that a set of bundles works together, with the resolver that will run it: every bundle resolves, and every service that a component
 * cannot do without has a provider in the set. The framework's resolver ignores services, which are needed at activation only, so these are
 * compared here.
 */
final class SetCheck {

    private static final String SERVICE = "osgi.service";
    private static final Set<String> BY_LAUNCHER = Set.of(
            "org.osgi.service.log.LogService",
            "org.osgi.service.log.LoggerFactory",
            "org.osgi.service.log.admin.LoggerAdmin");

    private SetCheck() {}

    /**
     * Resolves the jars together and compares their services.
     *
     * @param jars all bundles of the set
     * @throws LauncherException naming the first bundle that does not resolve, or each service that nobody provides
     */
    static void check(List<Path> jars) throws IOException {
        Path storage = Files.createTempDirectory("skep-assembler");
        Map<String, Object> settings = new HashMap<>(FrameworkSettings.common(storage));
        settings.put("felix.log.level", "0");
        Framework framework = new Felix(settings);
        try {
            framework.start();
            List<Bundle> bundles = install(framework, jars);
            resolve(framework, bundles);
            services(bundles);
        } catch (BundleException e) {
            throw new LauncherException(
                    LauncherError.UNRESOLVED_SET, "The set cannot be checked: " + e.getMessage() + ".", e);
        } finally {
            stop(framework);
            delete(storage);
        }
    }

    private static List<Bundle> install(Framework framework, List<Path> jars) throws IOException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            try (InputStream in = Files.newInputStream(jar)) {
                Bundle bundle = framework.getBundleContext().installBundle("check:" + jar.getFileName(), in);
                if (bundle.getSymbolicName() == null) {
                    throw new LauncherException(
                            LauncherError.UNRESOLVED_SET, "The file " + jar.getFileName() + " is no bundle.");
                }
                bundles.add(bundle);
            } catch (BundleException e) {
                throw new LauncherException(
                        LauncherError.UNRESOLVED_SET,
                        "The file " + jar.getFileName() + " is no bundle: " + e.getMessage() + ".",
                        e);
            }
        }
        return bundles;
    }

    private static void resolve(Framework framework, List<Bundle> bundles) {
        if (framework.adapt(FrameworkWiring.class).resolveBundles(bundles)) {
            return;
        }
        for (Bundle bundle : bundles) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            if (bundle.getState() == Bundle.INSTALLED && !fragment) {
                throw new LauncherException(LauncherError.UNRESOLVED_SET, reason(bundle));
            }
        }
    }

    private static String reason(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "The bundle " + bundle.getSymbolicName() + " resolves only alone.";
        } catch (BundleException e) {
            return Explanation.unresolved(e.getMessage()) + " (found with " + bundle.getSymbolicName() + ")";
        }
    }

    private static void services(List<Bundle> bundles) {
        List<BundleCapability> provided = new ArrayList<>();
        bundles.forEach(
                bundle -> provided.addAll(bundle.adapt(BundleRevision.class).getDeclaredCapabilities(SERVICE)));
        Map<String, String> missing = new LinkedHashMap<>();
        for (Bundle bundle : bundles) {
            for (BundleRequirement need : bundle.adapt(BundleRevision.class).getDeclaredRequirements(SERVICE)) {
                String filter = need.getDirectives().getOrDefault("filter", "");
                boolean mandatory = !"optional".equals(need.getDirectives().get("resolution"));
                if (mandatory && !byLauncher(filter) && provided.stream().noneMatch(need::matches)) {
                    missing.merge(filter, bundle.getSymbolicName(), (a, b) -> a + ", " + b);
                }
            }
        }
        if (!missing.isEmpty()) {
            List<String> sentences = new ArrayList<>();
            missing.forEach((filter, users) -> sentences.add(filter + " for " + users));
            throw new LauncherException(
                    LauncherError.SERVICE_MISSING,
                    "No bundle of the set provides " + String.join("; ", sentences) + ".");
        }
    }

    private static boolean byLauncher(String filter) {
        return BY_LAUNCHER.stream().anyMatch(name -> filter.contains("(objectClass=" + name + ")"));
    }

    private static void stop(Framework framework) {
        try {
            framework.stop();
            framework.waitForStop(10_000);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
