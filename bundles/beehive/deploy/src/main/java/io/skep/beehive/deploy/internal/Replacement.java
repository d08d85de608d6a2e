package io.skep.beehive.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps in which a bundle gets other contents. None of them changes whether it starts with the container. */
final class Replacement {

    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

    private final BundleContext context;
    private final boolean wiring;

    /** @param wiring whether those that import from the bundle are to be wired to its new version */
    Replacement(BundleContext context, boolean wiring) {
        this.context = context;
        this.wiring = wiring;
    }

    /** A bundle that complains while it is stopped is stopped all the same. */
    void stop(Bundle bundle) throws BundleException {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            if (bundle.getState() == Bundle.ACTIVE) {
                throw e;
            }
            LOG.debug("{} failed in its stop", bundle, e);
        }
    }

    void put(Bundle bundle, StoredJar jar) throws BundleException, IOException {
        try (InputStream in = jar.open()) {
            bundle.update(in);
        }
        if (wiring && isExporting(bundle)) {
            refresh(bundle);
        }
    }

    private void refresh(Bundle bundle) {
        try {
            new Refresh(context.getBundle(0).adapt(FrameworkWiring.class), List.of(bundle)).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.debug("not waited for the end of the refresh of {}", bundle);
        }
    }

    private static boolean isExporting(Bundle bundle) {
        return !bundle.adapt(BundleRevision.class)
                .getDeclaredCapabilities(BundleRevision.PACKAGE_NAMESPACE)
                .isEmpty();
    }

    void start(Bundle bundle) throws BundleException {
        if (!isFragment(bundle)) {
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
        }
    }

    static boolean isRunning(Bundle bundle) {
        return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
    }

    static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    /** Leaves a bundle stopped that works in no version. */
    void giveUp(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            LOG.debug("{} failed in its stop", bundle, e);
        }
    }
}
