package io.skep.itests.deploy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Takes a second and a half to start. */
public class SlowActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Override
    public void stop(BundleContext context) {
        context.getBundle();
    }
}
