package io.skep.beehive.socket.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * What was sent to a process and is not finished. As on the bus, a message is finished when the process reads the next one; the last one that it
 * has read counts as finished when it was answered or the process has lived on for a while. Thread-safe.
 */
final class InFlight {

    /** How long a process has the last message in hand, as far as this side can know. */
    static final Duration IN_HAND = Duration.ofSeconds(5);

    private final Deque<Outgoing> unread = new ArrayDeque<>();
    private Outgoing inHand;
    private Instant since = Instant.EPOCH;

    synchronized void sent(Outgoing packet) {
        unread.addLast(packet);
    }

    /**
     * A message comes once more because the module's run has ended; the process lives on and was sent it. Returns false when that is not so,
     * and it is to be sent.
     */
    synchronized boolean adopt(Outgoing again) {
        if (inHand != null && inHand.id().equals(again.id())) {
            inHand = again;
            return true;
        }
        boolean adopted = false;
        for (int left = unread.size(); left > 0; left--) {
            Outgoing packet = unread.removeFirst();
            boolean same = packet.id().equals(again.id());
            unread.addLast(same ? again : packet);
            adopted |= same;
        }
        return adopted;
    }

    /** The packet sent last was not taken after all. */
    synchronized void withdraw(Outgoing packet) {
        unread.remove(packet);
    }

    synchronized int unread() {
        return unread.size();
    }

    /** The process has read everything. */
    synchronized void allRead(Instant now) {
        while (!unread.isEmpty()) {
            finishInHand();
            inHand = unread.removeFirst();
            since = now;
        }
    }

    private void finishInHand() {
        if (inHand != null) {
            inHand.finish();
            inHand = null;
        }
    }

    /** The process has answered a message, so it has finished it. */
    synchronized void answered(String id) {
        if (inHand != null && inHand.id().equals(id)) {
            finishInHand();
        }
        for (Iterator<Outgoing> packets = unread.iterator(); packets.hasNext(); ) {
            Outgoing packet = packets.next();
            if (packet.id().equals(id)) {
                packets.remove();
                packet.finish();
                return;
            }
        }
    }

    /** Finishes what has been in hand for so long that it cannot be any more. Returns when to look again, empty if nothing is in hand. */
    synchronized Optional<Duration> expire(Instant now) {
        if (inHand == null) {
            return Optional.empty();
        }
        Duration left = IN_HAND.minus(Duration.between(since, now));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        finishInHand();
        return Optional.empty();
    }
}
