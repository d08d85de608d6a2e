package io.skep.itests.fuzz;

/** A parser that gave a wrong result without failing by itself. */
public final class Finding extends AssertionError {

    private static final long serialVersionUID = 1L;

    public Finding(String what) {
        super(what);
    }

    /** Throws when it does not hold. */
    public static void unless(boolean holds, String what) {
        if (!holds) {
            throw new Finding(what);
        }
    }
}
