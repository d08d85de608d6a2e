package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One refresh: says before which bundles it wires anew, and afterwards how long that took. */
public final class Refresh {

    private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);
    private static final long LIMIT_SECONDS = 60;

    private final FrameworkWiring wiring;
    private final Collection<Bundle> chosen;

    /** @param chosen empty for those that were updated or uninstalled since the last refresh */
    public Refresh(FrameworkWiring wiring, Collection<Bundle> chosen) {
        this.wiring = wiring;
        this.chosen = chosen.isEmpty() ? wiring.getRemovalPendingBundles() : chosen;
    }

    /** The chosen bundles and all that depend on them, by id. */
    List<Bundle> affected() {
        return wiring.getDependencyClosure(chosen).stream()
                .sorted(Comparator.comparing(Bundle::getBundleId))
                .toList();
    }

    /** Returns the affected bundles when all are wired and started again; the calling thread may be interrupted when its own bundle is one. */
    public List<Bundle> run() throws InterruptedException {
        List<Bundle> affected = affected();
        LOG.info(
                "refresh of {}: {} bundles are stopped, wired anew and started again: {}",
                names(chosen),
                affected.size(),
                names(affected));
        CountDownLatch done = new CountDownLatch(1);
        long begun = System.nanoTime();
        wiring.refreshBundles(chosen, event -> {
            LOG.info("refresh of {} done in {} ms", names(chosen), (System.nanoTime() - begun) / 1_000_000);
            done.countDown();
        });
        if (!done.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new SkepException(
                    DeployError.REFRESH_TIMEOUT,
                    "The refresh of " + names(chosen) + " has not ended within " + LIMIT_SECONDS + " s.");
        }
        return affected;
    }

    private static String names(Collection<Bundle> bundles) {
        return bundles.isEmpty()
                ? "no bundle"
                : bundles.stream()
                        .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                        .collect(Collectors.joining(", "));
    }
}
