package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.Timing;
import io.skep.beehive.runtime.internal.engine.BusState.Counts;
import java.util.List;

/** What a mailbox has carried: counters, sampled times and the flight recorder. Written by who has the desk's turn, so nothing is atomic. */
final class Tally {

    private final Samples waits = new Samples();
    private final Samples handlings = new Samples();
    private final FlightRecorder recorder;
    private long received;
    private long redelivered;
    private long dropped;
    private long lastLook = System.nanoTime();

    Tally(String module) {
        this.recorder = new FlightRecorder(module);
    }

    /** A message was handed out; the clock is looked at for those that are to be timed alone. */
    void handed(Held hand) {
        received++;
        if (hand.timed) {
            lastLook = System.nanoTime();
            hand.waitedNanos = lastLook - hand.sentAt;
            waits.add(hand.waitedNanos);
        }
        hand.since = lastLook;
        if (hand.redelivered) {
            redelivered++;
        }
        recorder.record(hand);
    }

    void finished(Held hand) {
        if (hand.timed) {
            handlings.add(System.nanoTime() - hand.since);
        }
    }

    void dropped(int number) {
        dropped += number;
    }

    long received() {
        return received;
    }

    Counts counts() {
        return new Counts(received, redelivered, dropped);
    }

    void goOn(Counts former) {
        received = former.received();
        redelivered = former.redelivered();
        dropped = former.dropped();
    }

    Timing waited() {
        return waits.timing();
    }

    Timing handling() {
        return handlings.timing();
    }

    List<Hop> recorded() {
        return recorder.hops();
    }
}
