package io.skep.cloud.controlplane.internal;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.kube.KubeException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what is with what should be, over and over, on one virtual thread: after each change, and when nothing changes each period. A failed pass
 * is repeated after a pause that grows; an outage of the API is told by cloud.kube.
 */
final class Loop implements AutoCloseable {

    /** One comparison. May block; ends by InterruptedException when the loop is closed. */
    interface Pass {
        void run() throws InterruptedException;
    }

    /**
     * How a loop fares.
     *
     * @param trouble what made the last pass fail; empty when it succeeded
     */
    record State(String name, long passes, long failures, String trouble) {}

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 15_000;

    private static final long CLOSE_MS = 5_000;

    private final String name;
    private final Duration period;
    private final Pass pass;
    private final Signal signal = new Signal();
    private final Thread thread;
    private volatile State state;

    private Loop(String name, Duration period, Pass pass) {
        this.name = name;
        this.period = period;
        this.pass = pass;
        this.state = new State(name, 0, 0, "");
        this.thread = Thread.ofVirtual().name("controlplane-" + name).unstarted(this::run);
    }

    static Loop start(String name, Duration period, Pass pass) {
        Loop loop = new Loop(name, period, pass);
        loop.thread.start();
        return loop;
    }

    /** Makes the next pass come now. */
    Runnable signal() {
        return signal;
    }

    State state() {
        return state;
    }

    private void note(String trouble) {
        State last = state;
        state = new State(name, last.passes() + 1, last.failures() + (trouble.isEmpty() ? 0 : 1), trouble);
    }

    private void run() {
        long pause = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                pause = attempt(pause);
                if (pause > 0) {
                    Thread.sleep(pause);
                } else {
                    signal.await(period.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long attempt(long lastPause) throws InterruptedException {
        try {
            pass.run();
            note("");
            return 0;
        } catch (SkepException e) {
            if (!Thread.currentThread().isInterrupted()) {
                report(e);
                note(e.line());
            }
        } catch (RuntimeException e) {
            LOG.error("{} failed and is tried again", name, e);
            note(e.toString());
        }
        return lastPause == 0 ? FIRST_PAUSE_MS : Math.min(2 * lastPause, LONGEST_PAUSE_MS);
    }

    private void report(SkepException failure) {
        boolean outage = failure instanceof KubeException kube && kube.isOutage();
        boolean conflict = failure instanceof KubeException kube && kube.isConflict();
        if (outage) {
            LOG.debug("{} waits for the Kubernetes API: {}", name, failure.line());
        } else if (!conflict) {
            LOG.warn("{} is tried again: {}", name, failure.line());
        }
    }

    /** Ends the thread; no pass runs after it returned. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            if (!thread.join(Duration.ofMillis(CLOSE_MS))) {
                LOG.warn("{} did not end within {} ms", name, CLOSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
