package io.skep.cloud.cloudhub.internal.session;

import java.util.concurrent.atomic.LongAdder;

/** What has happened since the hub was started, for metrics. */
public final class Counts {

    final LongAdder resent = new LongAdder();
    final LongAdder superseded = new LongAdder();
    final LongAdder postponed = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder busy = new LongAdder();

    /** Why a connection was refused. */
    public enum Refusal {
        IDENTITY,
        NODE_LIMIT,
        BUSY
    }

    public void refused(Refusal reason) {
        adder(reason).increment();
    }

    public long refusals(Refusal reason) {
        return adder(reason).sum();
    }

    private LongAdder adder(Refusal reason) {
        return switch (reason) {
            case IDENTITY -> foreign;
            case NODE_LIMIT -> full;
            case BUSY -> busy;
        };
    }

    /** Messages written once more because no acknowledgement had come. */
    public long resent() {
        return resent.sum();
    }

    /** Messages given up for a newer version of their object. */
    public long superseded() {
        return superseded.sum();
    }

    /** Messages left to synccontroller because their node's queue was full. */
    public long postponed() {
        return postponed.sum();
    }
}
