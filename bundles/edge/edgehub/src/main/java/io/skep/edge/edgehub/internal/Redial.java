package io.skep.edge.edgehub.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next dial. A cloud that cannot be reached is probed often, for a TCP connect that is refused or swallowed costs nobody
 * anything; a cloud that took the connection and then refused it is given time, at random, so that a thousand edges do not come back at once.
 */
final class Redial {

    static final Duration PROBE = Duration.ofMillis(200);
    static final Duration SLOW_PROBE = Duration.ofSeconds(1);
    static final Duration QUICK = Duration.ofSeconds(90);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** A link that lived so long takes back one refusal. */
    static final Duration GOOD = Duration.ofSeconds(3);

    /** A server's advice is followed so far. */
    static final Duration LONGEST_ADVICE = Duration.ofMinutes(5);

    private static final Duration SPREAD = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 8;
    private static final int EARLY_DOUBLINGS = 3;

    private final RandomGenerator random;
    private final LongSupplier nanos;
    private volatile OptionalLong unreachableSince = OptionalLong.empty();
    private int refused;

    Redial(RandomGenerator random, LongSupplier nanos) {
        this.random = random;
        this.nanos = nanos;
    }

    /** From one TCP connect to the next while the address does not answer. */
    Duration every() {
        boolean quick =
                unreachableSince.isEmpty() || nanos.getAsLong() - unreachableSince.getAsLong() < QUICK.toNanos();
        return quick ? PROBE : SLOW_PROBE;
    }

    /** The address did not answer or refused TCP, after a dial that took so long. */
    Duration unreachable(Duration took) {
        refused = 0;
        if (unreachableSince.isEmpty()) {
            unreachableSince = OptionalLong.of(nanos.getAsLong());
        }
        Duration left = every().minus(took);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The server took the connection and then refused TLS or the upgrade; it may have said when to come again. */
    Duration refused(Optional<Duration> advice) {
        reached();
        refused = Math.min(refused + 1, MAX_DOUBLINGS);
        return advice.filter(Duration::isPositive).map(this::follow).orElseGet(this::spread);
    }

    /** Not all at the moment that the server has named. */
    private Duration follow(Duration advice) {
        Duration wait = advice.compareTo(LONGEST_ADVICE) > 0 ? LONGEST_ADVICE : advice;
        Duration half = wait.dividedBy(2);
        Duration spread = half.compareTo(SPREAD) > 0 ? half : SPREAD;
        return wait.plusMillis(random.nextLong(spread.toMillis() + 1));
    }

    private Duration spread() {
        long most = Math.min(LONGEST.toMillis(), PROBE.toMillis() << refused);
        return Duration.ofMillis(random.nextLong(most + 1));
    }

    /**
     * A link ended that had lived so long. One that ended soon was not refused, for it had been opened: it was cut, or another edge has this one's name and
     * takes its place again and again. The pause for the latter grows, and not far.
     *
     * @param heard something came over it
     */
    Duration lost(Duration lived, boolean heard) {
        reached();
        if (lived.compareTo(GOOD) < 0) {
            refused = heard ? refused : Math.min(refused + 1, MAX_DOUBLINGS);
            long most = PROBE.toMillis() << (heard ? 0 : Math.min(refused, EARLY_DOUBLINGS));
            return Duration.ofMillis(random.nextLong(most + 1));
        }
        refused = (int) Math.max(0, refused - lived.dividedBy(GOOD));
        return refused == 0 ? Duration.ZERO : spread();
    }

    private void reached() {
        unreachableSince = OptionalLong.empty();
    }
}
