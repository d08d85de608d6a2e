package io.skep.cloud.cloudhub.internal.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Lets edges in a few at a time, so that a thousand that come back at once do not take the time of those that are there. Who finds no room waits
 * shortly, then is told when to come again; the times are spread, further apart the more are turned away. Thread-safe.
 */
public final class Admissions {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration FIRST_SPREAD = Duration.ofSeconds(2);
    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(30);

    private final int most;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Instant> entering = new HashMap<>();
    private int waiting;
    private int turnedAway;
    private Instant counted;

    /** @param most edges that are being let in at a time */
    public Admissions(int most, InstantSource clock, RandomGenerator random) {
        this.most = most;
        this.clock = clock;
        this.random = random;
        this.counted = clock.instant();
    }

    /** Waits for room. Empty: come in, and {@link #entered} follows. Else: come again after this time. */
    public synchronized Optional<Duration> enter(String node) throws InterruptedException {
        if (hasRoom(node)) {
            entering.put(node, clock.instant());
            return Optional.empty();
        }
        if (waiting >= most) {
            return Optional.of(retryAfter());
        }
        Instant end = clock.instant().plus(PATIENCE);
        waiting++;
        try {
            while (!hasRoom(node)) {
                long left = Duration.between(clock.instant(), end).toMillis();
                if (left <= 0) {
                    return Optional.of(retryAfter());
                }
                wait(left);
            }
        } finally {
            waiting--;
        }
        entering.put(node, clock.instant());
        return Optional.empty();
    }

    /** An edge that never came through its handshake makes room by itself. */
    private boolean hasRoom(String node) {
        if (entering.size() >= most) {
            Instant oldest = clock.instant().minus(LONGEST);
            entering.values().removeIf(began -> began.isBefore(oldest));
        }
        return entering.size() < most || entering.containsKey(node);
    }

    private Duration retryAfter() {
        Instant now = clock.instant();
        if (Duration.between(counted, now).compareTo(LONGEST) > 0) {
            turnedAway = 0;
        }
        counted = now;
        turnedAway++;
        Duration spread = FIRST_SPREAD.plusMillis(1000L * turnedAway / most);
        long longest = Math.min(spread.toMillis(), LONGEST_SPREAD.toMillis());
        return Duration.ofMillis(1 + random.nextLong(longest));
    }

    /** The node has its session, or its link has gone. */
    public synchronized void entered(String node) {
        if (entering.remove(node) != null) {
            notifyAll();
        }
    }

    /** Edges that are being let in, and those that wait for that. */
    public synchronized int queue() {
        return entering.size() + waiting;
    }
}
