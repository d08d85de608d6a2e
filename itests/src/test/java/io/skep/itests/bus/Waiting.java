package io.skep.itests.bus;

import static org.junit.Assert.fail;

import io.skep.beehive.api.Bus;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Waits with a deadline. */
public final class Waiting {

    private Waiting() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                fail("not within 20 s: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    public static Bundle bundle(BundleContext context, String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    public static void state(Bus bus, String module, Bus.State state) throws Exception {
        until(
                module + " is " + state + ", is " + bus.findModule(module),
                () -> bus.findModule(module)
                        .filter(info -> info.state() == state)
                        .isPresent());
    }
}
