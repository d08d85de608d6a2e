package io.skep.cloud.kube.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells an outage of the API once for all informers of the client, and once that it is over. Short outages are nobody's business; neither is that
 * the kubeconfig is not there yet shortly after the client's start, for the embedded API writes it. Any thread.
 */
final class OutageLog {

    static final Duration UNTOLD = Duration.ofSeconds(5);
    static final Duration FIRST_KUBECONFIG = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final Consumer<String> begin;
    private final Consumer<String> end;
    private final long bornAt;
    private final Set<Object> failing = new HashSet<>();
    private long since;
    private boolean told;

    /**
     * @param nanos {@link System#nanoTime}
     * @param begin takes the line for an outage
     * @param end takes the line for its end
     */
    OutageLog(LongSupplier nanos, Consumer<String> begin, Consumer<String> end) {
        this.nanos = nanos;
        this.begin = begin;
        this.end = end;
        this.bornAt = nanos.getAsLong();
    }

    /**
     * An informer did not reach the API.
     *
     * @param why the line of the failure
     * @param kubeConfigMissing whether the file that names the API is not there yet
     */
    synchronized void failed(Object informer, String why, boolean kubeConfigMissing) {
        long now = nanos.getAsLong();
        if (failing.isEmpty()) {
            since = now;
        }
        failing.add(informer);
        boolean expected = kubeConfigMissing && now - bornAt < FIRST_KUBECONFIG.toNanos();
        if (!told && !expected && now - since >= UNTOLD.toNanos()) {
            told = true;
            begin.accept("the Kubernetes API cannot be watched now, trying again: " + why);
        }
    }

    /** An informer works or is no longer wanted. */
    synchronized void recovered(Object informer) {
        if (failing.remove(informer) && failing.isEmpty() && told) {
            told = false;
            end.accept("the Kubernetes API is watched again");
        }
    }
}
