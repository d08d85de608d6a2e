package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Records what is for edges without a session here, so that synccontroller sends it once the edge is back. Another cloudcore may have the session:
 * it has the first word for a moment, and what it records meanwhile needs no second record. Thread-safe.
 */
final class Absent implements Deadlines.Sleeper {

    private static final int MOST = 4096;

    private final Works works;
    private final BiPredicate<Acked, Held> session;
    private final Share share;
    private final Deque<Late> waiting = new ArrayDeque<>();

    private record Late(Acked message, Held held, Instant at) {}

    /** @param session hands a message to its node's session; false when there is none */
    Absent(Works works, BiPredicate<Acked, Held> session) {
        this.works = works;
        this.session = session;
        this.share = works.share();
    }

    void take(Acked message, Delivery delivery) {
        take(message, share.take(delivery));
    }

    void take(Acked message, Held held) {
        if (!message.isRecorded() || works.syncs().find(SyncKey.of(message)).isPresent()) {
            held.done();
            return;
        }
        Instant at = works.now().plus(works.timing().patience());
        List<Late> surplus = new ArrayList<>();
        synchronized (this) {
            waiting.add(new Late(message, held, at));
            while (waiting.size() > MOST) {
                surplus.add(waiting.poll());
            }
        }
        surplus.forEach(this::settle);
        works.deadlines().schedule(this, at);
    }

    @Override
    public void wake() {
        due().forEach(this::settle);
    }

    private synchronized List<Late> due() {
        Instant now = works.now();
        List<Late> due = new ArrayList<>();
        while (!waiting.isEmpty() && !waiting.peek().at.isAfter(now)) {
            due.add(waiting.poll());
        }
        if (!waiting.isEmpty()) {
            works.deadlines().schedule(this, waiting.peek().at);
        }
        return due;
    }

    private void settle(Late late) {
        if (!session.test(late.message, late.held)) {
            works.record(late.message, version -> late.held.done());
        }
    }

    /** What the bus has to keep when the hub stops. */
    synchronized List<Message> close() {
        List<Message> orphans = new ArrayList<>();
        waiting.forEach(late -> late.held.orphan().ifPresent(orphans::add));
        waiting.clear();
        return orphans;
    }
}
