package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Message;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What the threads of a module and its open deliveries have in hand. Written by who has the desk's turn. */
final class Hands {

    private final Set<Held> all = new HashSet<>();
    private int open;

    /** Number of open deliveries, for senders. */
    private volatile int deliveries;

    int deliveries() {
        return deliveries;
    }

    void add(Held hand) {
        all.add(hand);
        if (hand.delivery) {
            open++;
            deliveries = open;
        }
    }

    /** Returns false when it was not there. */
    boolean remove(Held hand) {
        if (!all.remove(hand)) {
            return false;
        }
        if (hand.delivery) {
            open--;
            deliveries = open;
        }
        return true;
    }

    List<Message> of(ModuleRun run) {
        return all.stream()
                .filter(hand -> hand.run == run && hand.message != null)
                .map(hand -> hand.message)
                .toList();
    }

    /** Puts unfinished messages before all others, in order, and forgets their hands. */
    void giveBack(Predicate<Held> fits, Deque<Object> head) {
        List<Held> back = all.stream()
                .filter(fits)
                .filter(hand -> hand.message != null)
                .sorted(Comparator.comparingLong(hand -> -hand.place))
                .toList();
        for (Held hand : back) {
            head.addFirst(Envelope.returned(hand));
            hand.message = null;
        }
        all.removeIf(fits);
        open = (int) all.stream().filter(hand -> hand.delivery).count();
        deliveries = open;
    }

    /** {@link System#nanoTime()} since when the oldest message is in hand, {@code now} if there is none. */
    long oldest(long now) {
        long oldest = now;
        for (Held hand : all) {
            if (hand.message != null) {
                oldest = Math.min(oldest, hand.since);
            }
        }
        return oldest;
    }
}
