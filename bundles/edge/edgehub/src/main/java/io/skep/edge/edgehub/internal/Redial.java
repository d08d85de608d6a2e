package io.skep.edge.edgehub.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next dial. A cloud that cannot be reached is probed often, for a refused TCP connection costs nobody anything; a cloud
 * that took the connection and then refused it is given time, at random, so that a thousand edges do not come back at once.
 */
final class Redial {

    static final Duration PROBE = Duration.ofMillis(200);
    static final Duration SLOW_PROBE = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** A link that lived so long was a good one. */
    static final Duration GOOD = Duration.ofSeconds(30);

    private static final int QUICK_PROBES = 25;
    private static final int MAX_DOUBLINGS = 8;

    private final RandomGenerator random;
    private int unreachable;
    private int refused;

    Redial(RandomGenerator random) {
        this.random = random;
    }

    /** The address did not answer or refused TCP. */
    Duration unreachable() {
        refused = 0;
        return ++unreachable <= QUICK_PROBES ? PROBE : SLOW_PROBE;
    }

    /** The server took the connection and then refused TLS or the upgrade. */
    Duration refused() {
        unreachable = 0;
        refused = Math.min(refused + 1, MAX_DOUBLINGS);
        long most = Math.min(LONGEST.toMillis(), PROBE.toMillis() << refused);
        return Duration.ofMillis(random.nextLong(most + 1));
    }

    /** A link ended that had lived so long. */
    Duration lost(Duration lived) {
        if (lived.compareTo(GOOD) < 0) {
            return refused();
        }
        unreachable = 0;
        refused = 0;
        return Duration.ZERO;
    }
}
