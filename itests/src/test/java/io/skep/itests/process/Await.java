package io.skep.itests.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a state with a deadline, and says what the last state was when it does not come. */
final class Await {

    private Await() {}

    static <T> T until(String what, Duration limit, Supplier<T> state, Predicate<T> reached) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            T last = state.get();
            if (reached.test(last)) {
                return last;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in " + limit.toSeconds() + " s: " + what + "; last seen:\n" + last);
            }
            LockSupport.parkNanos(100_000_000L);
        }
    }
}
