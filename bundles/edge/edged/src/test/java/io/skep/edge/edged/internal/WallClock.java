package io.skep.edge.edged.internal;

import io.skep.beehive.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A machine's clock that runs with a steady one, until somebody sets it. */
public final class WallClock implements InstantSource {

    private final MovableClock steady;
    private volatile Duration offset = Duration.ZERO;

    public WallClock(MovableClock steady) {
        this.steady = steady;
    }

    /** Somebody sets it; the steady clock does not notice. */
    public void jump(Duration by) {
        offset = offset.plus(by);
    }

    /** Time passes on both clocks. */
    public void advance(Duration by) {
        steady.advance(by);
    }

    public Clocks clocks() {
        return new Clocks(this, steady);
    }

    @Override
    public Instant instant() {
        return steady.instant().plus(offset);
    }
}
