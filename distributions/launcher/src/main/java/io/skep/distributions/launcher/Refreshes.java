package io.skep.distributions.launcher;

import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how often bundles were wired anew, whoever asked for it: each time all that depend on them were stopped and started. */
final class Refreshes implements FrameworkListener {

    private static final Logger LOG = LoggerFactory.getLogger(Refreshes.class);

    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            LOG.info("bundles were wired anew: refresh {} since the start", count.incrementAndGet());
        }
    }

    int count() {
        return count.get();
    }
}
