package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.ProbationRecord.Entry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol of an update: keep the old version, stop, replace, start, watch; and the old version back if the new one fails. A bundle that does
 * not run gets its new contents and no more; so does the bundle that carries out the update itself, which cannot watch over itself.
 */
final class Swap {

    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);

    private final BundleContext context;
    private final JarStore store;
    private final Health health;
    private final Probations probations;
    private final InstantSource clock;

    Swap(BundleContext context, JarStore store, Health health, Probations probations, InstantSource clock) {
        this.context = context;
        this.store = store;
        this.health = health;
        this.probations = probations;
        this.clock = clock;
    }

    /**
     * Updates a bundle; to be called within a change.
     *
     * @param wiring whether those that import from it are to be wired to the new version
     */
    void update(Bundle bundle, StoredJar next, boolean wiring) throws BundleException, IOException {
        Replacement replacement = new Replacement(context, wiring);
        if (!Replacement.isRunning(bundle) || Replacement.isFragment(bundle) || isOwn(bundle, wiring)) {
            probations.end(bundle);
            exchange(replacement, bundle, next);
            return;
        }
        Optional<Trial> unproved = probations.end(bundle);
        StoredJar good = unproved.map(Trial::good).orElseGet(() -> store.keep(bundle));
        Health.Work before = unproved.map(Trial::before).orElseGet(() -> health.work(bundle));
        probations.begin(new Trial(bundle, good, next, before, replacement, health, clock));
    }

    private boolean isOwn(Bundle bundle, boolean wiring) {
        Bundle own = context.getBundle();
        return bundle.equals(own)
                || wiring
                        && context.getBundle(0)
                                .adapt(FrameworkWiring.class)
                                .getDependencyClosure(List.of(bundle))
                                .contains(own);
    }

    private static void exchange(Replacement replacement, Bundle bundle, StoredJar next)
            throws BundleException, IOException {
        boolean ran = Replacement.isRunning(bundle);
        String old = bundle.getVersion().toString();
        replacement.put(bundle, next);
        if (ran && !Replacement.isRunning(bundle)) {
            replacement.start(bundle);
        }
        LOG.info("updated {} from {} to {} with {}", bundle.getSymbolicName(), old, bundle.getVersion(), next.origin());
    }

    /**
     * Puts back, at the start, what was updated to a version that was not proved when the process ended without being stopped.
     *
     * @param location of the bundle
     */
    void takeBack(String location, Entry unproved) {
        Bundle bundle = context.getBundle(location);
        Optional<StoredJar> good = store.find(unproved.good());
        if (bundle != null && unproved.isIn(bundle) && good.isPresent()) {
            takeBack(bundle, good.get());
        }
    }

    private void takeBack(Bundle bundle, StoredJar good) {
        String update =
                "The update of " + bundle.getSymbolicName() + " from " + good.version() + " to " + bundle.getVersion();
        try {
            new Replacement(context, false).put(bundle, good);
            LOG.warn(new SkepException(
                            DeployError.ROLLED_BACK,
                            update + " was taken back: the process ended, without being stopped, before the new"
                                    + " version was proved. Version " + good.version() + " runs.")
                    .line());
        } catch (BundleException | IOException e) {
            LOG.error(new SkepException(
                            DeployError.ROLLBACK_FAILED, update + " could not be taken back: " + Reasons.of(e) + ".")
                    .line());
        }
    }

    /** The failures that the log has already, with all that is to be said. */
    static boolean isTold(SkepException failure) {
        return failure.code() == DeployError.ROLLED_BACK || failure.code() == DeployError.ROLLBACK_FAILED;
    }
}
