package io.skep.edge.edged.internal.disk;

import org.junit.jupiter.api.Assumptions;

/** For tests that mount. */
public final class AsRoot {

    private AsRoot() {}

    /** Mounts of this machine; skips the test where they cannot be made, unless everything is required. */
    public static Mounts mounts() {
        Mounts mounts = Mounts.ofThisProcess();
        if (!"all".equals(System.getenv("SKEP_TEST_REQUIRE"))) {
            Assumptions.assumeTrue(mounts.able(), "needs root");
        } else if (!mounts.able()) {
            throw new AssertionError("SKEP_TEST_REQUIRE=all, but this process may not mount");
        }
        return mounts;
    }
}
