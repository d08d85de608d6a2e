package io.skep.edge.edged.internal.disk;

import java.nio.file.Path;

/** Mounts as a file tells them. */
public final class MountsOf {

    private MountsOf() {}

    /** @param mountinfo in the form of {@code /proc/self/mountinfo} */
    public static Mounts table(Path mountinfo) {
        return new Mounts(false, mountinfo);
    }
}
