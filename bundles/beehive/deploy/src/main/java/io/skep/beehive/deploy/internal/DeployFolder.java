package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.FolderBundles.Made;
import io.skep.beehive.deploy.internal.FolderListing.Stamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for hot deployment: a bundle put there runs within a second, changed it is updated, taken away it is gone. A jar whose symbolic name
 * is that of a bundle of the features replaces that bundle for as long as it lies there. Bundles of pods are never touched. A file counts when it
 * is a whole jar and stayed the same between two looks.
 */
final class DeployFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);

    private final FolderListing listing;
    private final FolderBundles bundles;
    private final BundleContext context;
    private final Deployment deployment;
    private final Patience patience;
    private final Map<Path, Stamp> seen = new HashMap<>();
    private final Map<Path, Stamp> judged = new HashMap<>();
    private final Set<Path> twice = new HashSet<>();

    /** @param patience how long a file that is no whole jar may still become one */
    DeployFolder(
            FolderListing listing,
            FolderBundles bundles,
            BundleContext context,
            Deployment deployment,
            Patience patience) {
        this.listing = listing;
        this.bundles = bundles;
        this.context = context;
        this.deployment = deployment;
        this.patience = patience;
    }

    /** Goes on with what an earlier run, or an earlier version of this bundle, has deployed, and undoes what is no longer right. */
    void goOn() {
        for (Bundle unknown : bundles.takeOver(context)) {
            attempt(unknown.getLocation(), () -> deployment.simply(unknown, Bundle::uninstall));
        }
        for (Path file : bundles.files()) {
            if (Files.notExists(file)) {
                removed(file);
            }
        }
    }

    /** One look at the folder; false when a file is still being written, so that the next look should be soon. */
    boolean look() {
        Map<Path, Stamp> now = listing.look();
        boolean calm = true;
        for (Path file : new TreeSet<>(now.keySet())) {
            Stamp stamp = now.get(file);
            boolean settled = stamp.equals(seen.get(file));
            calm &= settled;
            if (settled && !stamp.equals(judged.get(file))) {
                calm &= judge(file, stamp);
            }
        }
        Set<Path> gone = new HashSet<>(judged.keySet());
        gone.addAll(bundles.files());
        gone.removeAll(now.keySet());
        for (Path file : gone) {
            judged.remove(file);
            removed(file);
        }
        patience.forgetAllBut(now.keySet());
        seen.clear();
        seen.putAll(now);
        return calm;
    }

    /** False when the file is no whole jar and may still become one. */
    private boolean judge(Path file, Stamp stamp) {
        try {
            Optional<String> damage = JarStore.damage(file);
            if (damage.isPresent() && !patience.isOver(file, stamp)) {
                return false;
            }
            judged.put(file, stamp);
            Optional<String> fault = damage.isPresent() ? damage : JarStore.missing(file);
            if (fault.isPresent()) {
                throw new SkepException(
                        DeployError.NOT_DEPLOYABLE,
                        "The file " + file + " is no bundle: " + fault.get() + "; it was left alone.");
            }
            deploy(file, stamp);
        } catch (NoSuchFileException e) {
            LOG.debug("{} has gone", file);
        } catch (IOException | SkepException | BundleException | IllegalStateException e) {
            tell(file, e);
        }
        return true;
    }

    private void deploy(Path file, Stamp stamp) throws IOException, BundleException {
        StoredJar jar = take(file);
        if (!FolderListing.stamp(file).filter(stamp::equals).isPresent()) {
            judged.remove(file);
            return;
        }
        Made known = bundles.find(file).orElse(null);
        if (known == null) {
            deployNew(file, jar);
        } else if (!known.isOf(jar)) {
            removed(file);
            deployNew(file, jar);
        } else if (!jar.sha256().equals(known.entry().sha256())) {
            update(file, known.bundle(), jar);
        } else if (!known.replacesOne()) {
            start(known.bundle());
        }
    }

    /** What was deployed by an earlier run and would not be taken now is undone. */
    private StoredJar take(Path file) throws IOException {
        boolean first = bundles.isFirstLook(file);
        try (InputStream in = Files.newInputStream(file)) {
            return deployment.take(in, file.toString());
        } catch (SkepException e) {
            if (first) {
                removed(file);
            }
            throw e;
        }
    }

    private void deployNew(Path file, StoredJar jar) throws BundleException {
        Set<Bundle> taken = bundles.bundles();
        Bundle shipped = null;
        for (Bundle bundle : context.getBundles()) {
            if (!jar.symbolicName().equals(bundle.getSymbolicName())) {
                continue;
            }
            if (taken.contains(bundle)) {
                twice.add(file);
                throw new SkepException(
                        DeployError.DEPLOYED_TWICE,
                        "The file " + file + " was left alone: another file in the folder has its symbolic name "
                                + jar.symbolicName() + ".");
            }
            if (bundle.getLocation().startsWith(Deployment.SHIPPED)) {
                shipped = bundle;
            }
        }
        if (shipped != null) {
            update(file, shipped, jar);
        } else {
            install(file, jar);
        }
    }

    private void update(Path file, Bundle bundle, StoredJar jar) throws BundleException {
        if (deployment.isRejected(jar)) {
            throw new SkepException(
                    DeployError.REJECTED,
                    "The file " + file + " was left alone: an update of " + bundle.getSymbolicName()
                            + " to it was taken back before.");
        }
        Optional<Made> before = bundles.find(file);
        bundles.pending(file, bundle, jar.sha256());
        try {
            deployment.update(bundle, jar, false, true);
            bundles.done(file, bundle, jar.sha256());
        } catch (BundleException | RuntimeException e) {
            before.ifPresentOrElse(
                    made -> bundles.done(file, bundle, made.entry().sha256()), () -> bundles.remove(file));
            throw e;
        }
    }

    private void install(Path file, StoredJar jar) throws BundleException {
        String name = file.getFileName().toString();
        Bundle bundle = deployment.install(FolderBundles.LOCATION + name, jar);
        bundles.done(file, bundle, jar.sha256());
        start(bundle);
        LOG.info("deployed {} {} from {}", jar.symbolicName(), jar.version(), name);
        startWaiting();
    }

    private void start(Bundle bundle) throws BundleException {
        if (bundle.adapt(BundleRevision.class).getTypes() == 0) {
            deployment.simply(bundle, each -> each.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY));
        }
    }

    /** What did not resolve before may do so with the new bundle. */
    private void startWaiting() {
        for (Bundle waiting : bundles.bundles()) {
            if (waiting.getState() != Bundle.INSTALLED) {
                continue;
            }
            try {
                start(waiting);
                LOG.info(
                        "deployed {} {}, which waited for another bundle",
                        waiting.getSymbolicName(),
                        waiting.getVersion());
            } catch (BundleException e) {
                LOG.debug("{} still does not start", waiting, e);
            }
        }
    }

    private void removed(Path file) {
        twice.remove(file);
        Optional<Made> known = bundles.remove(file).filter(Made::isInstalled);
        if (known.isEmpty()) {
            return;
        }
        Bundle bundle = known.get().bundle();
        attempt(file, () -> {
            if (known.get().replacesOne()) {
                deployment.update(bundle, deployment.take(bundle.getLocation()), true, true);
            } else {
                deployment.simply(bundle, Bundle::uninstall);
                LOG.info("undeployed {} with {}", bundle.getSymbolicName(), file.getFileName());
            }
        });
        judged.keySet().removeAll(twice);
        twice.clear();
    }

    private interface Work {
        void run() throws IOException, BundleException;
    }

    private static void attempt(Object what, Work work) {
        try {
            work.run();
        } catch (IOException | SkepException | BundleException | IllegalStateException e) {
            tell(what, e);
        }
    }

    /** One line; none for what has been told. */
    private static void tell(Object what, Exception failure) {
        if (failure instanceof SkepException known) {
            if (!Swap.isTold(known)) {
                LOG.warn(known.line());
            }
            return;
        }
        boolean unresolved = failure instanceof BundleException refused && Reasons.isUnresolved(refused);
        LOG.error(new SkepException(
                        unresolved ? DeployError.NOT_RESOLVED : DeployError.BUNDLE_FAILED,
                        "The deployment of " + what + " failed: " + Reasons.of(failure) + ".")
                .line());
    }
}
