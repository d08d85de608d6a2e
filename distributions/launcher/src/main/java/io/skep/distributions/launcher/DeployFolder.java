package io.skep.distributions.launcher;

import io.skep.distributions.launcher.log.Explanation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The folder for hot deployment: a bundle put there runs within a second, changed it is updated, taken away it is gone. A jar whose symbolic name
 * is that of a bundle of the features replaces that bundle for as long as it lies there. Bundles of pods are never touched. A file counts when it
 * is a whole jar and stayed the same between two looks.
 */
final class DeployFolder implements AutoCloseable {

    /** Start of the location of every bundle of the folder that replaces none. */
    static final String LOCATION = "deploy:";

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
    private static final long POLL_MS = 500;
    private static final long SETTLE_MS = 200;

    private final Path record;
    private final BundleContext system;
    private final FolderListing listing;
    private final Map<Path, FolderListing.Stamp> seen = new HashMap<>();
    private final Map<Path, FolderListing.Stamp> judged = new HashMap<>();
    private final Map<Path, Bundle> deployed = new HashMap<>();
    private final Thread thread;

    private DeployFolder(Path folder, Path record, BundleContext system) {
        this.listing = new FolderListing(folder, System::currentTimeMillis);
        this.record = record;
        this.system = system;
        this.thread = Thread.ofVirtual().name("skep-deploy").unstarted(this::run);
    }

    /**
     * Undoes what the folder did in an earlier run, and watches from now on.
     *
     * @param record file that remembers which bundles of the features are replaced
     */
    static DeployFolder start(Path folder, Path record, BundleContext system) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The deploy folder " + folder + " cannot be made: " + Reason.of(e) + ".",
                    e);
        }
        DeployFolder deploy = new DeployFolder(folder, record, system);
        deploy.forget();
        deploy.thread.start();
        return deploy;
    }

    private void forget() {
        for (Bundle bundle : system.getBundles()) {
            if (bundle.getLocation().startsWith(LOCATION)) {
                attempt(bundle.getLocation(), bundle::uninstall);
            }
        }
        Properties replaced = new Properties();
        if (Files.exists(record)) {
            try (InputStream in = Files.newInputStream(record)) {
                replaced.load(in);
            } catch (IOException e) {
                LOG.warn("record of deployed bundles not read: {}", e.toString());
            }
        }
        for (String location : replaced.stringPropertyNames()) {
            Optional.ofNullable(system.getBundle(location))
                    .ifPresent(bundle -> attempt(location, () -> update(bundle, null)));
        }
        remember();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(look() ? POLL_MS : SETTLE_MS);
            }
        } catch (InterruptedException e) {
            LOG.debug("deploy folder no longer watched");
        }
    }

    /** One look at the folder; false when a file is still being written, so that the next look should be soon. */
    boolean look() {
        Map<Path, FolderListing.Stamp> now = listing.look();
        boolean calm = true;
        for (Path file : new TreeSet<>(now.keySet())) {
            FolderListing.Stamp stamp = now.get(file);
            boolean settled = stamp.equals(seen.get(file));
            calm &= settled;
            if (settled && !stamp.equals(judged.get(file))) {
                judged.put(file, stamp);
                changed(file);
            }
        }
        Set<Path> gone = new HashSet<>(judged.keySet());
        gone.removeAll(now.keySet());
        for (Path file : gone) {
            judged.remove(file);
            removed(file);
        }
        seen.clear();
        seen.putAll(now);
        return calm;
    }

    private void changed(Path file) {
        Optional<String> fault = fault(file);
        if (fault.isPresent()) {
            LOG.warn(LauncherError.NO_BUNDLE.line(
                    "The file " + file + " is no bundle: " + fault.get() + "; it was left alone."));
            return;
        }
        attempt(file.toString(), () -> deploy(file));
    }

    private void deploy(Path file) throws IOException, BundleException {
        Bundle known = deployed.get(file);
        if (known != null) {
            update(known, file);
            return;
        }
        String name = symbolicName(file);
        for (Bundle bundle : system.getBundles()) {
            if (!name.equals(bundle.getSymbolicName())) {
                continue;
            }
            if (bundle.getLocation().startsWith(BundleStock.LOCATION) && !deployed.containsValue(bundle)) {
                deployed.put(file, bundle);
                remember();
                update(bundle, file);
                return;
            }
            if (deployed.containsValue(bundle)) {
                LOG.warn(LauncherError.DEPLOYED_TWICE.line("The file " + file
                        + " was left alone: another file in the folder has its symbolic name " + name + "."));
                return;
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            Bundle bundle = system.installBundle(LOCATION + file.getFileName(), in);
            deployed.put(file, bundle);
            if (bundle.adapt(BundleRevision.class).getTypes() == 0) {
                bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
            }
            LOG.info("deployed {} {} from {}", name, bundle.getVersion(), file.getFileName());
            startWaiting();
        }
    }

    /** What did not resolve before may do so with the new bundle. */
    private void startWaiting() {
        deployed.forEach((file, bundle) -> {
            if (bundle.getState() != Bundle.INSTALLED) {
                return;
            }
            try {
                bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
                LOG.info(
                        "deployed {} {}, which waited for another bundle",
                        bundle.getSymbolicName(),
                        bundle.getVersion());
            } catch (BundleException e) {
                LOG.debug("{} still does not start", file, e);
            }
        });
    }

    /** Updates from a file, or with none from the bundle's own location, and refreshes those that it is wired to by its packages alone. */
    private void update(Bundle bundle, Path file) throws IOException, BundleException {
        if (file == null) {
            bundle.update();
        } else {
            try (InputStream in = Files.newInputStream(file)) {
                bundle.update(in);
            }
        }
        if (!bundle.adapt(BundleRevision.class)
                .getDeclaredCapabilities(BundleRevision.PACKAGE_NAMESPACE)
                .isEmpty()) {
            system.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
        }
        LOG.info(
                "updated {} to {} from {}",
                bundle.getSymbolicName(),
                bundle.getVersion(),
                file == null ? "the distribution" : file.getFileName());
    }

    private void removed(Path file) {
        Bundle bundle = deployed.remove(file);
        if (bundle == null) {
            return;
        }
        if (bundle.getLocation().startsWith(LOCATION)) {
            attempt(file.toString(), () -> {
                bundle.uninstall();
                LOG.info("undeployed {} with {}", bundle.getSymbolicName(), file.getFileName());
            });
        } else {
            remember();
            attempt(file.toString(), () -> update(bundle, null));
        }
    }

    private void remember() {
        Properties replaced = new Properties();
        deployed.values().stream()
                .filter(bundle -> !bundle.getLocation().startsWith(LOCATION))
                .forEach(bundle -> replaced.setProperty(bundle.getLocation(), "replaced"));
        try (var out = Files.newOutputStream(record)) {
            replaced.store(out, null);
        } catch (IOException e) {
            LOG.warn("record of deployed bundles not written: {}", e.toString());
        }
    }

    private static void attempt(String what, Work work) {
        try {
            work.run();
        } catch (IOException | BundleException | IllegalStateException e) {
            Explanation.log(LOG, Level.ERROR, "deployment of " + what + " failed", e);
        }
    }

    private interface Work {
        void run() throws IOException, BundleException;
    }

    private static String symbolicName(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            return jar.getManifest()
                    .getMainAttributes()
                    .getValue("Bundle-SymbolicName")
                    .replaceAll(";.*", "")
                    .strip();
        }
    }

    /** Why a file is no bundle; empty if it is one or has gone. */
    static Optional<String> fault(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return Optional.of("it has no manifest");
            }
            if (manifest.getMainAttributes().getValue("Bundle-SymbolicName") == null) {
                return Optional.of("its manifest has no Bundle-SymbolicName");
            }
            return Optional.empty();
        } catch (ZipException e) {
            return Optional.of("it is no jar (" + e.getMessage() + ")");
        } catch (IOException e) {
            return Files.exists(file) ? Optional.of("it cannot be read (" + e.getMessage() + ")") : Optional.empty();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
