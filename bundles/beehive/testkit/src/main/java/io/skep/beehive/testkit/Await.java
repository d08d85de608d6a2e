package io.skep.beehive.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what another thread does, with a deadline. */
public final class Await {

    /** Long enough for a busy machine: 10 s. */
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    private Await() {}

    /** Returns as soon as the condition holds; fails the test after {@link #DEADLINE}. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, DEADLINE, condition);
    }

    /** Returns as soon as the condition holds; fails the test after the deadline, naming {@code what}. */
    public static void until(String what, Duration deadline, Callable<Boolean> condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + deadline.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean holds(String what, Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new AssertionError("could not be told: " + what, e);
        }
    }
}
