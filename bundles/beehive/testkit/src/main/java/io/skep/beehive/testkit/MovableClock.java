package io.skep.beehive.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class MovableClock extends Clock {

    /** Where a clock stands that was given no time: 2026-01-01T00:00:00Z. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now;
    private final List<Runnable> listeners;
    private final ZoneId zone;

    public MovableClock() {
        this(START);
    }

    public MovableClock(Instant start) {
        this(new AtomicReference<>(start), new CopyOnWriteArrayList<>(), ZoneOffset.UTC);
    }

    private MovableClock(AtomicReference<Instant> now, List<Runnable> listeners, ZoneId zone) {
        this.now = now;
        this.listeners = listeners;
        this.zone = zone;
    }

    /** Moves the clock, then calls the listeners on the calling thread. Returns the new time. */
    public Instant advance(Duration by) {
        Instant moved = now.updateAndGet(time -> time.plus(by));
        listeners.forEach(Runnable::run);
        return moved;
    }

    /** Sets the clock, forwards or backwards, then calls the listeners on the calling thread. */
    public void set(Instant time) {
        now.set(time);
        listeners.forEach(Runnable::run);
    }

    /** Calls the listener after each move, for doubles of timers. */
    public void onMove(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** A view of the same clock: both move together. */
    @Override
    public Clock withZone(ZoneId other) {
        return new MovableClock(now, listeners, other);
    }
}
