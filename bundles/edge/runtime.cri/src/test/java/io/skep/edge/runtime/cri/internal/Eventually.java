package io.skep.edge.runtime.cri.internal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does. */
final class Eventually {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Eventually() {}

    /** What is looked at again and again. */
    interface Look {
        boolean isSo() throws Exception;
    }

    static void is(String what, Look look) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            try {
                if (look.isSo()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what, last);
    }
}
