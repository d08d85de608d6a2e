package io.skep.distributions.launcher.log;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.LoggerFactory;

/** Packed into bundles by {@link PodLoggersTest}: logs one line when it starts. */
public final class LoggingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        LoggerFactory.getLogger("app.Main")
                .info("hello from {}", context.getBundle().getLocation());
    }

    @Override
    public void stop(BundleContext context) {
        LoggerFactory.getLogger("app.Main").info("bye");
    }
}
