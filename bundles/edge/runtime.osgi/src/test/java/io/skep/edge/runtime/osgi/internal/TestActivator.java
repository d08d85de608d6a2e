package io.skep.edge.runtime.osgi.internal;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.LoggerFactory;

/** The entry point of the bundles that the tests deploy; the header {@code Test-Mode} tells what it does. */
public final class TestActivator implements BundleActivator {

    /** Stops as slowly as its folder name says. */
    private boolean stubborn;

    @Override
    public void start(BundleContext context) {
        String mode = context.getBundle().getHeaders("").get("Test-Mode");
        String location = context.getBundle().getLocation();
        String logger = "skep.pod." + location.substring(4).replace('/', '.') + ".test";
        LoggerFactory.getLogger(logger).info("mode {}", mode);
        switch (mode) {
            case "throw" -> throw new IllegalStateException("no bees today");
            case "exit" -> {
                Dictionary<String, Object> properties = new Hashtable<>(Map.of("skep.exit.code", 3));
                context.registerService(Runnable.class, () -> {}, properties);
            }
            case "stubborn" -> stubborn = true;
            default -> {}
        }
    }

    @Override
    public void stop(BundleContext context) {
        while (stubborn && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
