package io.skep.edge.dbtest.internal;

import java.util.concurrent.atomic.LongAdder;

/** What has come since this version of the module runs. */
final class Traffic {

    private final String version;
    private final LongAdder answered = new LongAdder();
    private final LongAdder returned = new LongAdder();
    private final LongAdder noted = new LongAdder();

    Traffic(String version) {
        this.version = version;
    }

    /** One line of {@code dbtest:stats}. */
    record Figures(String version, long answered, long returned, long noted) {}

    String version() {
        return version;
    }

    void answered() {
        answered.increment();
    }

    void returned() {
        returned.increment();
    }

    void noted() {
        noted.increment();
    }

    Figures figures() {
        return new Figures(version, answered.sum(), returned.sum(), noted.sum());
    }
}
