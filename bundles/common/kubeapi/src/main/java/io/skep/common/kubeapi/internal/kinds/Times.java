package io.skep.common.kubeapi.internal.kinds;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Points in time as Kubernetes writes them. */
public final class Times {

    private Times() {}

    /** RFC 3339 in whole seconds, UTC. */
    public static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
