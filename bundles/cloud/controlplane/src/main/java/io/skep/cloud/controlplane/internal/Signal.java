package io.skep.cloud.controlplane.internal;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Says that something changed; several changes before anyone looked are one. Thread-safe. */
final class Signal implements Runnable {

    private final Semaphore raised = new Semaphore(0);

    @Override
    public void run() {
        if (raised.availablePermits() == 0) {
            raised.release();
        }
    }

    /** Waits for a change, at most this long. */
    void await(long millis) throws InterruptedException {
        if (raised.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            raised.drainPermits();
        }
    }
}
