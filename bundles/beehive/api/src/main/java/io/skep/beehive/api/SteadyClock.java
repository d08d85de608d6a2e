package io.skep.beehive.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock for intervals: it begins at the system's time and runs on evenly, whatever is done to the system's clock. What people or other machines
 * read is to be taken from the system's clock instead.
 */
public final class SteadyClock implements InstantSource {

    private final LongSupplier nanos;
    private final Instant start;
    private final long startNanos;

    public SteadyClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    SteadyClock(InstantSource system, LongSupplier nanos) {
        this.nanos = nanos;
        this.start = system.instant();
        this.startNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }
}
