package io.skep.edge.runtime.osgi.internal;

import io.skep.edge.runtime.RuntimeFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs, resolves, stops and uninstalls the bundles of containers; knows nothing of pods but their locations. */
final class BundleDeployment {

    private static final Logger LOG = LoggerFactory.getLogger(BundleDeployment.class);
    private static final Pattern MISSING_PACKAGE = Pattern.compile("osgi\\.wiring\\.package=([\\w.]+)");

    private final BundleContext context;
    private final Bundle framework;
    private BundleListener bundleListener;
    private ServiceListener serviceListener;

    BundleDeployment(BundleContext context) {
        this.context = context;
        this.framework = context.getBundle(0);
    }

    /** True while the whole framework stops: then bundles stop without having ended by themselves. */
    boolean isShuttingDown() {
        return framework.getState() != Bundle.ACTIVE && framework.getState() != Bundle.STARTING;
    }

    /** Bundles of containers, also those that another process left. */
    List<Bundle> podBundles() {
        List<Bundle> found = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (PodLocation.parse(bundle.getLocation()).isPresent()) {
                found.add(bundle);
            }
        }
        return found;
    }

    void listen(
            java.util.function.Consumer<BundleEvent> bundles,
            java.util.function.Consumer<ServiceEvent> services,
            String property) {
        bundleListener = event -> {
            if (PodLocation.parse(event.getBundle().getLocation()).isPresent()) {
                bundles.accept(event);
            }
        };
        serviceListener = services::accept;
        context.addBundleListener(bundleListener);
        try {
            context.addServiceListener(serviceListener, "(" + property + "=*)");
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(property, e);
        }
    }

    void close() {
        context.removeBundleListener(bundleListener);
        context.removeServiceListener(serviceListener);
    }

    /** True when it runs, or will do so or not by itself. */
    boolean isStarted(Bundle bundle) {
        return (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING)) != 0;
    }

    /** A new bundle whose packages are there; nothing is left of one that has none. */
    Bundle resolved(PodLocation location, String image, Path file) {
        Bundle bundle = install(location, image, file);
        try {
            resolve(bundle, image);
        } catch (RuntimeException e) {
            uninstall(bundle);
            throw e;
        }
        return bundle;
    }

    Bundle install(PodLocation location, String image, Path file) {
        if (BundleImages.identity(file).isEmpty()) {
            throw new RuntimeFailure(
                    OsgiError.NO_BUNDLE,
                    "InvalidImageName",
                    "The image " + image
                            + " cannot run: its file is no bundle, its manifest has no Bundle-SymbolicName or a"
                            + " Fragment-Host.");
        }
        Bundle old = context.getBundle(location.toString());
        if (old != null) {
            uninstall(old);
        }
        levelOfNewBundles();
        try (InputStream in = Files.newInputStream(file)) {
            return context.installBundle(location.toString(), in);
        } catch (IOException | BundleException e) {
            throw new RuntimeFailure(
                    OsgiError.NOT_INSTALLED,
                    "CreateContainerError",
                    "The image " + image + " cannot be installed: " + e.getMessage() + ".",
                    e);
        }
    }

    /** A new bundle can be started now. To set its own level would be done later by a thread of Felix, which complains when the bundle is gone by then. */
    private void levelOfNewBundles() {
        FrameworkStartLevel levels = context.getBundle(0).adapt(FrameworkStartLevel.class);
        int level = Math.max(1, levels.getStartLevel());
        if (levels.getInitialBundleStartLevel() != level) {
            levels.setInitialBundleStartLevel(level);
        }
    }

    /** Fails with the name of the missing package when there is one. */
    private void resolve(Bundle bundle, String image) {
        if (context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(List.of(bundle))) {
            return;
        }
        String reason = reason(bundle);
        Matcher missing = MISSING_PACKAGE.matcher(reason);
        throw new RuntimeFailure(
                OsgiError.NOT_RESOLVED,
                "CreateContainerError",
                "The image " + image + " cannot run here: "
                        + (missing.find() ? "the package " + missing.group(1) + " is missing." : reason));
    }

    /** Only an attempt to start tells why. */
    private static String reason(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "it resolved only at the second try.";
        } catch (BundleException e) {
            return String.valueOf(e.getMessage());
        }
    }

    void stop(Bundle bundle) {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.stop(Bundle.STOP_TRANSIENT);
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("bundle {} not stopped cleanly: {}", bundle.getLocation(), e.getMessage());
        }
    }

    void uninstall(Bundle bundle) {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("bundle {} not uninstalled: {}", bundle.getLocation(), e.getMessage());
        }
    }
}
