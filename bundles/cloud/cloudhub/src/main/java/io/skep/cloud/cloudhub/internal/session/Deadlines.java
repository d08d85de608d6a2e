package io.skep.cloud.cloudhub.internal.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The one watch for all sessions: wakes each at the earliest moment that it named. Who is woken looks by himself what is due. */
final class Deadlines {

    /** Something that waits for a moment. */
    interface Sleeper {
        /** Must not block. */
        void wake();
    }

    private record Entry(Instant at, Sleeper sleeper) {}

    private final InstantSource clock;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(Comparator.comparing(Entry::at));
    private final Map<Sleeper, Instant> earliest = new HashMap<>();

    Deadlines(InstantSource clock) {
        this.clock = clock;
    }

    /** Wakes the sleeper at that moment or before. */
    synchronized void schedule(Sleeper sleeper, Instant at) {
        Instant known = earliest.get(sleeper);
        if (known != null && !known.isAfter(at)) {
            return;
        }
        earliest.put(sleeper, at);
        entries.add(new Entry(at, sleeper));
        if (entries.peek().at.equals(at)) {
            notifyAll();
        }
    }

    /** The sleeper is gone. */
    synchronized void forget(Sleeper sleeper) {
        if (earliest.remove(sleeper) != null) {
            entries.removeIf(entry -> entry.sleeper.equals(sleeper));
        }
    }

    /** Wakes all whose moment has come. */
    void fire() {
        due(clock.instant()).forEach(Sleeper::wake);
    }

    private synchronized List<Sleeper> due(Instant now) {
        List<Sleeper> due = new ArrayList<>();
        while (!entries.isEmpty() && !entries.peek().at.isAfter(now)) {
            Entry entry = entries.poll();
            if (earliest.remove(entry.sleeper, entry.at)) {
                due.add(entry.sleeper);
            }
        }
        return due;
    }

    /** The watch's loop. */
    void run() throws InterruptedException {
        while (true) {
            await();
            fire();
        }
    }

    private synchronized void await() throws InterruptedException {
        while (entries.isEmpty()) {
            wait();
        }
        long millis = Duration.between(clock.instant(), entries.peek().at).toMillis();
        if (millis >= 0) {
            wait(millis + 1);
        }
    }
}
