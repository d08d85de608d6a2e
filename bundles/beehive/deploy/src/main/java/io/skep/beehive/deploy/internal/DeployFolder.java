package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.FolderListing.Stamp;
import io.skep.beehive.deploy.internal.FolderRecord.Entry;
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

    /** Start of the location of every bundle of the folder that replaces none. */
    static final String LOCATION = "deploy:";

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);

    private final Path folder;
    private final FolderListing listing;
    private final FolderRecord record;
    private final BundleContext context;
    private final Deployment deployment;
    private final Patience patience;
    private final Map<Path, Stamp> seen = new HashMap<>();
    private final Map<Path, Stamp> judged = new HashMap<>();
    private final Map<Path, Deployed> deployed = new HashMap<>();
    private final Set<Path> twice = new HashSet<>();

    /** @param patience how long a file that is no whole jar may still become one */
    DeployFolder(
            Path folder,
            FolderListing listing,
            FolderRecord record,
            BundleContext context,
            Deployment deployment,
            Patience patience) {
        this.folder = folder;
        this.listing = listing;
        this.record = record;
        this.context = context;
        this.deployment = deployment;
        this.patience = patience;
    }

    private record Deployed(Bundle bundle, Entry entry) {

        boolean replacesOne() {
            return !bundle.getLocation().startsWith(LOCATION);
        }

        boolean isInstalled() {
            return bundle.getState() != Bundle.UNINSTALLED;
        }
    }

    /** Goes on with what an earlier run, or an earlier version of this bundle, has deployed, and undoes what is no longer right. */
    void goOn() {
        Map<String, Entry> entries = record.read();
        for (Bundle bundle : context.getBundles()) {
            Entry entry = entries.get(bundle.getLocation());
            boolean own = bundle.getLocation().startsWith(LOCATION);
            if (entry != null && entry.isIn(bundle)) {
                deployed.put(folder.resolve(entry.name()), new Deployed(bundle, entry));
            } else if (own) {
                attempt(folder, () -> deployment.simply(bundle, Bundle::uninstall));
            }
        }
        for (Path file : Set.copyOf(deployed.keySet())) {
            if (Files.notExists(file)) {
                removed(file);
            }
        }
        remember();
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
        StoredJar jar;
        try (InputStream in = Files.newInputStream(file)) {
            jar = deployment.take(in, file.toString());
        }
        if (!FolderListing.stamp(file).filter(stamp::equals).isPresent()) {
            judged.remove(file);
            return;
        }
        Deployed known = deployed.get(file);
        if (known != null
                && known.isInstalled()
                && jar.symbolicName().equals(known.bundle().getSymbolicName())) {
            if (!jar.sha256().equals(known.entry().sha256())) {
                update(file, known.bundle(), jar);
            } else if (!known.replacesOne()) {
                start(known.bundle());
            }
            return;
        }
        if (known != null) {
            removed(file);
        }
        deployNew(file, jar);
    }

    private void deployNew(Path file, StoredJar jar) throws BundleException {
        Set<Bundle> taken = new HashSet<>();
        deployed.values().forEach(other -> taken.add(other.bundle()));
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
        String name = file.getFileName().toString();
        Deployed before = deployed.put(file, new Deployed(bundle, Entry.pending(name, jar.sha256(), bundle)));
        remember();
        try {
            deployment.update(bundle, jar, false, true);
            deployed.put(file, new Deployed(bundle, Entry.done(name, jar.sha256(), bundle)));
        } catch (BundleException | RuntimeException e) {
            if (before == null) {
                deployed.remove(file);
            } else {
                deployed.put(
                        file,
                        new Deployed(bundle, Entry.done(name, before.entry().sha256(), bundle)));
            }
            throw e;
        } finally {
            remember();
        }
    }

    private void install(Path file, StoredJar jar) throws BundleException {
        String name = file.getFileName().toString();
        Bundle bundle = deployment.install(LOCATION + name, jar);
        deployed.put(file, new Deployed(bundle, Entry.done(name, jar.sha256(), bundle)));
        remember();
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
        deployed.forEach((file, waiting) -> {
            if (waiting.bundle().getState() != Bundle.INSTALLED) {
                return;
            }
            try {
                start(waiting.bundle());
                LOG.info(
                        "deployed {} {}, which waited for another bundle",
                        waiting.bundle().getSymbolicName(),
                        waiting.bundle().getVersion());
            } catch (BundleException e) {
                LOG.debug("{} still does not start", file, e);
            }
        });
    }

    private void removed(Path file) {
        twice.remove(file);
        Deployed known = deployed.remove(file);
        if (known == null || !known.isInstalled()) {
            return;
        }
        remember();
        Bundle bundle = known.bundle();
        attempt(file, () -> {
            if (known.replacesOne()) {
                deployment.update(bundle, deployment.take(bundle.getLocation()), true, true);
            } else {
                deployment.simply(bundle, Bundle::uninstall);
                LOG.info("undeployed {} with {}", bundle.getSymbolicName(), file.getFileName());
            }
        });
        judged.keySet().removeAll(twice);
        twice.clear();
    }

    private void remember() {
        Map<String, Entry> entries = new HashMap<>();
        deployed.values().forEach(each -> entries.put(each.bundle().getLocation(), each.entry()));
        record.write(entries);
    }

    private interface Work {
        void run() throws IOException, BundleException;
    }

    private static void attempt(Path file, Work work) {
        try {
            work.run();
        } catch (IOException | SkepException | BundleException | IllegalStateException e) {
            tell(file, e);
        }
    }

    /** One line; none for what has been told. */
    private static void tell(Path file, Exception failure) {
        if (failure instanceof SkepException known) {
            if (!Swap.isTold(known)) {
                LOG.warn(known.line());
            }
            return;
        }
        boolean unresolved = failure instanceof BundleException refused && Reasons.isUnresolved(refused);
        LOG.error(new SkepException(
                        unresolved ? DeployError.NOT_RESOLVED : DeployError.BUNDLE_FAILED,
                        "The deployment of " + file + " failed: " + Reasons.of(failure) + ".")
                .line());
    }
}
