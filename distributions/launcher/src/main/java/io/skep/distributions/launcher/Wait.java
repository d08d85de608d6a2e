package io.skep.distributions.launcher;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what other processes do, by looking again and again. */
public final class Wait {

    private static final long STEP_MS = 20;

    private Wait() {}

    /** Looks every 20 ms until it is true or the time is over; returns the last look. */
    public static boolean until(Duration time, BooleanSupplier look) {
        long end = System.nanoTime() + time.toNanos();
        while (!look.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause(STEP_MS);
        }
        return true;
    }

    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
