package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.Timing;
import java.util.Arrays;

/** The last times of one kind. Written by one thread at a time; a reader may miss the newest. */
final class Samples {

    private static final int KEPT = 256;

    private final long[] nanos = new long[KEPT];
    private long count;
    private long total;
    private long most;

    void add(long nanos) {
        this.nanos[(int) (count & KEPT - 1)] = nanos;
        count++;
        total += nanos;
        most = Math.max(most, nanos);
    }

    Timing timing() {
        int size = (int) Math.min(count, KEPT);
        if (size == 0) {
            return Timing.NONE;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return new Timing(count, sorted[(size - 1) / 2], sorted[(size - 1) * 99 / 100], most, total);
    }
}
