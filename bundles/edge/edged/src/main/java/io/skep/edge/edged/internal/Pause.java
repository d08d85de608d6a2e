package io.skep.edge.edged.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A pause that can be cut short. A wake before the pause cuts the next one, so none is lost. */
final class Pause {

    private final Semaphore wakes = new Semaphore(0);

    /** Returns after that time, or at once when woken. */
    void sleep(Duration time) throws InterruptedException {
        if (wakes.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
            wakes.drainPermits();
        }
    }

    /** From any thread. */
    void wake() {
        wakes.release();
    }
}
