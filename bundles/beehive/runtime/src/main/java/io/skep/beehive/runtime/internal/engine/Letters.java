package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The messages of one mailbox: those that wait, and those that a run has received but not finished. Guarded by the mailbox's lock. */
final class Letters {

    private final Deque<Envelope> queue = new ArrayDeque<>();
    private final TreeMap<Long, Envelope> unfinished = new TreeMap<>();
    private long places;

    int waiting() {
        return queue.size();
    }

    int unfinished() {
        return unfinished.size();
    }

    void add(Envelope envelope) {
        envelope.place = places++;
        queue.addLast(envelope);
    }

    /** The next one that waits, null if there is none. */
    Envelope poll() {
        return queue.pollFirst();
    }

    /** The run holds the message from now on. */
    void hand(Envelope envelope, ModuleRun run) {
        envelope.holder = run;
        unfinished.put(envelope.place, envelope);
    }

    /** Returns false when the run does not hold the message any more. */
    boolean finish(Envelope envelope, ModuleRun run) {
        if (envelope.holder != run) {
            return false;
        }
        envelope.holder = null;
        unfinished.remove(envelope.place);
        return true;
    }

    /** Returns unfinished messages to the head, in order. */
    void takeBackIf(Predicate<Envelope> fits) {
        for (Envelope envelope : unfinished.descendingMap().values()) {
            if (fits.test(envelope)) {
                envelope.holder = null;
                envelope.redelivered = true;
                queue.addFirst(envelope);
            }
        }
        unfinished.values().removeIf(envelope -> envelope.holder == null);
    }

    /** Drops all. Returns how many there were. */
    int clear() {
        int lost = queue.size() + unfinished.size();
        queue.clear();
        unfinished.values().forEach(envelope -> envelope.holder = null);
        unfinished.clear();
        return lost;
    }

    /** What is to be handed over, in order: all but the requests of calls. */
    List<Letter> keepable() {
        return queue.stream()
                .filter(envelope -> envelope.deadline.isEmpty())
                .map(envelope -> new Letter(envelope.message, envelope.redelivered))
                .toList();
    }

    void addAll(List<Letter> letters) {
        for (Letter letter : letters) {
            Envelope envelope = new Envelope(letter.message(), OptionalLong.empty());
            envelope.redelivered = letter.redelivered();
            add(envelope);
        }
    }
}
