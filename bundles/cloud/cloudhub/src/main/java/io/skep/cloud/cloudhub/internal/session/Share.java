package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One node's share of the hub's mailbox: so many of its messages, and of those of all nodes, may be unfinished. Those beyond are finished at once and
 * kept here, so that nobody waits for others' messages; if the hub stops they have to be sent to it again.
 */
final class Share {

    /** What all nodes together may have. */
    static final class Total {
        private final int most;
        private final AtomicInteger held = new AtomicInteger();

        Total(int most) {
            this.most = most;
        }
    }

    private final int most;
    private final Total total;
    private final AtomicInteger held = new AtomicInteger();

    Share(int most, Total total) {
        this.most = most;
        this.total = total;
    }

    /** Takes a message over. */
    Held take(Delivery delivery) {
        if (held.incrementAndGet() <= most & total.held.incrementAndGet() <= total.most) {
            return new Held(delivery, null);
        }
        giveBack();
        Message message = delivery.message();
        delivery.done();
        return new Held(null, message);
    }

    /** Custody of a message that nobody misses. */
    Held nothing() {
        return new Held(null, null);
    }

    private void giveBack() {
        held.decrementAndGet();
        total.held.decrementAndGet();
    }

    /** A message in the hub's custody. Thread-safe. */
    final class Held {

        private Delivery delivery;
        private Message kept;

        private Held(Delivery delivery, Message kept) {
            this.delivery = delivery;
            this.kept = kept;
        }

        /** It is recorded, sent or not wanted any more. Further calls do nothing. */
        synchronized void done() {
            if (delivery != null) {
                delivery.done();
                delivery = null;
                giveBack();
            }
            kept = null;
        }

        /** The message, if it is neither done nor known to the bus. */
        synchronized Optional<Message> orphan() {
            return Optional.ofNullable(kept);
        }
    }
}
