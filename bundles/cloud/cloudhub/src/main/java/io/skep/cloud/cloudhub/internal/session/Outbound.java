package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Message;
import io.skep.cloud.cloudhub.internal.session.AckQueue.Landed;
import io.skep.cloud.cloudhub.internal.session.AckQueue.Offer;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * All that waits for one edge, and what is sent next: messages of the direct lane first, as somebody waits for them. Frames of that lane count as
 * unread until an acknowledgement of a later frame or some rest shows that they were read; only an edge with a small buffer is counted so.
 * Thread-safe; nothing blocks.
 */
final class Outbound {

    private final Timing timing;
    private final Window window;
    private final int most;
    private final AckQueue acks;
    private final Deque<Direct> direct = new ArrayDeque<>(0);
    private final Deque<Unread> unread = new ArrayDeque<>(0);
    private long frame;
    private boolean closed;

    private record Direct(Message message, Held held) {}

    private record Unread(long frame, Instant sent) {}

    /** @param most messages that may wait in each lane */
    Outbound(Timing timing, Window window, int most, Counts counts) {
        this.timing = timing;
        this.window = window;
        this.most = most;
        this.acks = new AckQueue(timing, window, window.countsFrames(), counts);
    }

    /** True when no further object can wait. */
    synchronized boolean isFull() {
        return acks.waiting() >= most;
    }

    synchronized Offer offer(Acked message, Held held, Instant now) {
        return closed ? Offer.CLOSED : acks.offer(message, held, now);
    }

    /** Takes a message of the direct lane; false when too many wait or the session is over. */
    synchronized boolean offer(Message message, Held held) {
        return !closed && direct.size() < most && direct.offer(new Direct(message, held));
    }

    synchronized void recorded(String key, long acknowledged, Instant now) {
        acks.recorded(key, acknowledged, now);
    }

    /** The message that is to be written now. */
    synchronized Optional<Message> next(Instant now) {
        if (closed) {
            return Optional.empty();
        }
        while (!unread.isEmpty() && !unread.peek().sent.plus(timing.rest()).isAfter(now)) {
            unread.poll();
        }
        if (!direct.isEmpty() && window.hasFrames(unread())) {
            return Optional.of(direct(now));
        }
        Optional<Acked> next = acks.next(now, unread(), frame + 1);
        if (next.isPresent()) {
            frame++;
        }
        return next.map(Acked::message);
    }

    private Message direct(Instant now) {
        Direct next = direct.poll();
        next.held.done();
        frame++;
        if (window.countsFrames()) {
            unread.add(new Unread(frame, now));
        }
        return next.message;
    }

    /** Frames that the edge may not have read. */
    private int unread() {
        return unread.size() + acks.inFlight();
    }

    /** The edge has stored a message; gives it, unless nobody waits for this id. */
    synchronized Optional<Acked> acknowledged(String id, Instant now) {
        Optional<Landed> landed = acks.acknowledged(id, now);
        landed.ifPresent(proof -> {
            while (!unread.isEmpty() && unread.peek().frame < proof.frame()) {
                unread.poll();
            }
        });
        return landed.map(Landed::message);
    }

    synchronized void failed(String id, Instant now) {
        acks.failed(id, now);
    }

    /** The earliest moment at which {@link #next} may have something that it has not now. */
    synchronized Optional<Instant> wakeAt() {
        Optional<Instant> wake = closed ? Optional.empty() : acks.wakeAt();
        if (closed || unread.isEmpty() || direct.isEmpty() && acks.waiting() == 0) {
            return wake;
        }
        Instant rested = unread.peek().sent.plus(timing.rest());
        return wake.filter(instant -> instant.isBefore(rested)).or(() -> Optional.of(rested));
    }

    synchronized int waiting() {
        return acks.waiting() + direct.size();
    }

    synchronized int inFlight() {
        return acks.inFlight();
    }

    synchronized int window() {
        return window.size();
    }

    /** Nothing is taken or given any more; gives the reliable messages that were not acknowledged. */
    synchronized List<Left> close() {
        closed = true;
        direct.forEach(left -> left.held.done());
        direct.clear();
        return acks.clear();
    }
}
