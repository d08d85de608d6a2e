package io.skep.itests.cve;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Writes the same few bytes each second until it is ended or nobody takes them. */
final class Drip {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private Drip() {}

    static Drip start(String bytes, Sink sink) {
        Drip drip = new Drip();
        drip.clock.scheduleAtFixedRate(() -> drip.write(bytes, sink), 1, 1, TimeUnit.SECONDS);
        return drip;
    }

    private void write(String bytes, Sink sink) {
        try {
            sink.write(bytes);
        } catch (IOException e) {
            end();
        }
    }

    void end() {
        clock.shutdown();
    }

    /** Where the bytes go. */
    interface Sink {
        void write(String bytes) throws IOException;
    }
}
