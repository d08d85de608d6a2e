package io.skep.common.kubeapi.internal.schema;

/** The work that one check may cost, so that no schema, pattern or object can hold a thread for ever. Used by one thread. */
final class Budget {

    static final int STEPS = 5_000_000;

    private int left;

    Budget(int steps) {
        left = steps;
    }

    void spend() {
        if (--left < 0) {
            throw new Exhausted();
        }
    }

    /** The check was given up. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("the check of the object takes more than " + STEPS + " steps", null, false, false);
        }
    }
}
