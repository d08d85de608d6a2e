package io.skep.beehive.runtime.internal.engine;

/**
 * How long a thread looks before it parks, learnt from how it went: two threads on two idle cores pass a message within a few hundred nanoseconds if
 * they look for it, and need some microseconds if each has to be woken; where looking is of no use, nobody looks. A race costs a wrong guess.
 */
final class Spin {

    private static final int MOST = 64;
    private static final int STEP = 16;
    private static final int TRY_AGAIN = 32;

    private int budget = MOST;
    private int skipped;

    /** How often to look, about 40 ns each. */
    int turns() {
        if (budget > 0) {
            return budget;
        }
        skipped++;
        return skipped % TRY_AGAIN == 0 ? MOST : 0;
    }

    /** @param found whether looking was of use */
    void ended(boolean found) {
        budget = found ? Math.min(MOST, budget + STEP) : Math.max(0, budget - STEP);
    }
}
