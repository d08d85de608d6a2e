package io.skep.itests.bus;

import static org.junit.Assert.fail;

import io.skep.beehive.api.Bus;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits with a deadline. */
final class Waiting {

    private Waiting() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                fail("not within 20 s: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    static void state(Bus bus, String module, Bus.State state) throws Exception {
        until(
                module + " is " + state + ", is " + bus.findModule(module),
                () -> bus.findModule(module)
                        .filter(info -> info.state() == state)
                        .isPresent());
    }
}
