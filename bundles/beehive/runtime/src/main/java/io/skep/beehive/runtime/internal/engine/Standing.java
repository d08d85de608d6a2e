package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Where a module stands: its state, its bundle, what it failed of and how often. Guarded by its slot, but for what is volatile. */
final class Standing {

    private final Deque<Instant> failures = new ArrayDeque<>();
    private volatile String group;
    private volatile State state = State.EXPECTED;
    private String bundle = "";
    private String lastError = "";
    private Instant since;
    private int restarts;
    private long errors;

    Standing(String group, Instant since) {
        this.group = group;
        this.since = since;
    }

    String group() {
        return group;
    }

    State state() {
        return state;
    }

    String bundle() {
        return bundle;
    }

    String lastError() {
        return lastError;
    }

    Instant since() {
        return since;
    }

    int restarts() {
        return restarts;
    }

    long errors() {
        return errors;
    }

    /** A module begins: what its predecessor failed of counts no more. */
    void begin(String group) {
        this.group = group;
        failures.clear();
        lastError = "";
    }

    /** Goes on with the number of a former bus. */
    void restarts(int number) {
        restarts = number;
    }

    void restarted() {
        restarts++;
    }

    /**
     * @param error empty to keep the last one
     * @param fromBundle null to keep it
     */
    void become(State next, Instant now, String error, String fromBundle) {
        state = next;
        since = now;
        if (!error.isEmpty()) {
            lastError = error;
        }
        if (fromBundle != null) {
            bundle = fromBundle;
        }
    }

    /** Counts a failure. Returns the pause before the restart, empty when the budget is spent. */
    Optional<Duration> failed(Instant now, BusSettings settings) {
        errors++;
        failures.removeIf(at -> at.isBefore(now.minus(settings.restartWindow())));
        failures.addLast(now);
        return failures.size() > settings.restartBudget()
                ? Optional.empty()
                : Optional.of(settings.backoff(failures.size()));
    }

    /** Failures within the window of the budget. */
    int failures() {
        return failures.size();
    }
}
