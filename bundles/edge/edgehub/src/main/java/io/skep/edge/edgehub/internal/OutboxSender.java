package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import io.skep.edge.edgehub.internal.Flights.Flight;
import io.skep.edge.edgehub.internal.Flights.Waiting;
import io.skep.edge.store.Outbox;
import io.skep.edge.store.QueuedMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the outbox in order and removes an entry when it is proved to have arrived, see {@link Proof}. Of one object one entry is under way at a time, so that
 * none overtakes another. After a reconnect everything that is not proved goes again, with the same ids; on a link that stays, what is not answered goes
 * again after 30 s, doubled each time up to 5 minutes.
 */
final class OutboxSender {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
    private static final int BATCH = 64;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(2);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);
    private static final int EVENT_SENDS = 3;

    private final Outbox outbox;
    private final CloudLink cloud;
    private final TokenBucket bucket;
    private final LongSupplier nanos;
    private final Flights flights = new Flights();
    private Optional<Link> link = Optional.empty();
    private long cursor;

    OutboxSender(Outbox outbox, CloudLink cloud, TokenBucket bucket, LongSupplier nanos) {
        this.outbox = outbox;
        this.cloud = cloud;
        this.bucket = bucket;
        this.nanos = nanos;
    }

    void run() throws InterruptedException {
        while (true) {
            try {
                step(cloud.await(), POLL);
            } catch (SkepException e) {
                LOG.debug("outbox waits for the store: {}", e.getMessage());
                CloudLink.sleep(STORE_PAUSE);
            }
        }
    }

    /** Sends what is new, what waited and what is overdue; waits so long for something to do. */
    void step(Link open, Duration wait) throws InterruptedException {
        if (link.filter(known -> known.equals(open)).isEmpty()) {
            link = Optional.of(open);
            cursor = 0;
            flights.clear();
        }
        boolean sound = resendOverdue(open) && sendWaiting(open) && sendNew(open, wait) && sendWaiting(open);
        if (sound && flights.needsMarker()) {
            Message marker = Proof.marker();
            flights.marked(marker.id());
            cloud.trySend(open, marker);
        }
    }

    /** False when the link is closed. */
    private boolean sendNew(Link open, Duration wait) throws InterruptedException {
        long after = flights.isFull() ? Long.MAX_VALUE : cursor;
        for (QueuedMessage queued : outbox.poll(after, BATCH, wait)) {
            Message message = queued.message();
            if (!open.isOpen()) {
                return false;
            }
            if (!sendable(message, open)) {
                outbox.remove(queued.id());
            } else if (!flights.isProved(queued.id())
                    && flights.begin(queued.id(), message)
                    && !send(queued, open, 1)) {
                return false;
            }
            cursor = queued.id();
        }
        return true;
    }

    /** Sends what waited behind an entry that is proved by now; false when the link is closed. */
    private boolean sendWaiting(Link open) throws InterruptedException {
        for (Optional<Waiting> next = flights.next(); next.isPresent(); next = flights.next()) {
            Optional<QueuedMessage> entry = find(next.get().id());
            if (entry.isEmpty() || flights.isProved(entry.get().id())) {
                flights.skip(next.get());
            } else if (!send(entry.get(), open, 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean send(QueuedMessage queued, Link open, int sends) throws InterruptedException {
        bucket.acquire();
        Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(sends - 1, 4));
        long wait = Math.min(retry.toNanos(), LAST_RETRY.toNanos());
        flights.sent(queued.id(), queued.message(), sends, nanos.getAsLong() + wait);
        try {
            return cloud.trySend(open, queued.message());
        } catch (RuntimeException e) {
            LOG.error("{} cannot be written and is dropped", queued.message(), e);
            flights.dropped(queued.message());
            outbox.remove(queued.id());
            return true;
        }
    }

    /** False when the link is closed. */
    private boolean resendOverdue(Link open) throws InterruptedException {
        for (Flight flight : flights.overdue(nanos.getAsLong())) {
            Optional<QueuedMessage> entry = find(flight.id());
            if (entry.isEmpty()) {
                flights.ended(flight);
            } else if (flight.sends() >= EVENT_SENDS
                    && Proof.isEvent(entry.get().message())) {
                flights.ended(flight);
                outbox.remove(flight.id());
            } else if (!send(entry.get(), open, flight.sends() + 1)) {
                return false;
            }
        }
        return true;
    }

    /** The entry of this id; empty when it was removed or replaced. */
    private Optional<QueuedMessage> find(long id) throws InterruptedException {
        return outbox.poll(id - 1, 1, Duration.ZERO).stream()
                .filter(found -> found.id() == id)
                .findFirst();
    }

    /** True for an answer to a marker, which concerns nobody else: what was sent before the marker has arrived. */
    boolean isMarker(Message answer) throws InterruptedException {
        Optional<List<Flight>> arrived = flights.answered(answer.parentId());
        if (arrived.isEmpty()) {
            return false;
        }
        for (Flight flight : arrived.get()) {
            arrived(flight);
        }
        outbox.wake();
        return true;
    }

    /**
     * Takes an answer from the cloud as the proof that an entry arrived. An answer that the cloud could not do it now (429, 500, 503, 504) is none.
     *
     * @return true when the answer belongs to an entry of the outbox
     */
    boolean answered(Message answer) throws InterruptedException {
        Optional<Flight> flight = flights.find(answer.parentId());
        if (flight.isPresent() && !Proof.isTemporaryFailure(answer)) {
            arrived(flight.get());
            outbox.wake();
        }
        return flight.isPresent();
    }

    private void arrived(Flight flight) throws InterruptedException {
        flights.proved(flight);
        outbox.remove(flight.id());
    }

    int inFlight() {
        return flights.size();
    }

    private static boolean sendable(Message message, Link open) {
        return open.skepPeer() || !Proof.isEvent(message);
    }
}
