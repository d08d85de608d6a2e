package io.skep.edge.edgehub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Contents;
import io.skep.common.model.ResourcePath;
import io.skep.common.transport.Link;
import io.skep.edge.store.Outbox;
import io.skep.edge.store.QueuedMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the outbox in order and removes an entry when the cloud has answered it. After a reconnect everything that is not answered goes again, with
 * the same ids; on a link that stays, what is not answered goes again after 30 s, doubled each time up to 5 minutes.
 */
final class OutboxSender {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
    private static final int BATCH = 64;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(2);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);
    private static final int EVENT_SENDS = 3;
    private static final String EVENT = "event";

    private final Outbox outbox;
    private final CloudLink cloud;
    private final TokenBucket bucket;
    private final LongSupplier nanos;
    private final Map<String, Flight> flights = new ConcurrentHashMap<>();
    private Optional<Link> link = Optional.empty();
    private long cursor;

    /** An entry that was sent over the present link and is not answered. */
    private record Flight(long id, int sends, long againAt) {}

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

    /** Sends what is new, and again what is overdue; waits so long for something new. */
    void step(Link open, Duration wait) throws InterruptedException {
        if (link.filter(known -> known.equals(open)).isEmpty()) {
            link = Optional.of(open);
            cursor = 0;
            flights.clear();
        }
        resendOverdue(open);
        for (QueuedMessage queued : outbox.poll(cursor, BATCH, wait)) {
            if (!open.isOpen()) {
                return;
            }
            if (!sendable(queued.message(), open)) {
                outbox.remove(queued.id());
            } else if (!send(queued, open, 1)) {
                return;
            }
            cursor = queued.id();
        }
    }

    private boolean send(QueuedMessage queued, Link open, int sends) throws InterruptedException {
        bucket.acquire();
        Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(sends - 1, 4));
        long wait = Math.min(retry.toNanos(), LAST_RETRY.toNanos());
        flights.put(queued.message().id(), new Flight(queued.id(), sends, nanos.getAsLong() + wait));
        try {
            return cloud.trySend(open, queued.message());
        } catch (RuntimeException e) {
            LOG.error("{} cannot be written and is dropped", queued.message(), e);
            outbox.remove(queued.id());
            return true;
        }
    }

    private void resendOverdue(Link open) throws InterruptedException {
        long now = nanos.getAsLong();
        for (Map.Entry<String, Flight> entry : flights.entrySet()) {
            Flight flight = entry.getValue();
            if (flight.againAt() - now > 0) {
                continue;
            }
            List<QueuedMessage> found = outbox.poll(flight.id() - 1, 1, Duration.ZERO);
            boolean there = !found.isEmpty() && found.getFirst().id() == flight.id();
            flights.remove(entry.getKey(), flight);
            if (there
                    && flight.sends() >= EVENT_SENDS
                    && isEvent(found.getFirst().message())) {
                outbox.remove(flight.id());
            } else if (there && !send(found.getFirst(), open, flight.sends() + 1)) {
                return;
            }
        }
    }

    /**
     * Takes an answer from the cloud as the proof that an entry arrived. An answer that the cloud could not do it now (429, 500, 503, 504) is none.
     *
     * @return true when the answer belongs to an entry of the outbox
     */
    boolean answered(Message answer) throws InterruptedException {
        Flight flight = flights.get(answer.parentId());
        if (flight == null) {
            return false;
        }
        if (!isTemporaryFailure(answer)) {
            flights.remove(answer.parentId());
            outbox.remove(flight.id());
        }
        return true;
    }

    int inFlight() {
        return flights.size();
    }

    private static boolean isTemporaryFailure(Message answer) {
        JsonNode content = Contents.tree(answer);
        JsonNode status = content.has("ErrStatus")
                ? content.path("ErrStatus")
                : content.path("Err").path("ErrStatus");
        return switch (status.path("code").asInt()) {
            case 429, 500, 503, 504 -> true;
            default -> false;
        };
    }

    /** A Go cloud v1.15 does not know events. */
    private static boolean sendable(Message message, Link open) {
        return open.skepPeer() || !isEvent(message);
    }

    private static boolean isEvent(Message message) {
        return ResourcePath.parseEdge(message.resource())
                .filter(path -> path.type().equals(EVENT))
                .isPresent();
    }
}
