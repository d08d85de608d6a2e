package io.skep.cloud.cloudhub.internal.session;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;

/** Whose turn it is among the topics that may be sent: those that failed before wait for their moment. Not thread-safe. */
final class Turns {

    private final Deque<Topic> ready = new ArrayDeque<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparing(Later::at));

    /** A topic that waits for a moment; of no meaning when its message has gone meanwhile. */
    private record Later(Instant at, Topic topic) {}

    void add(Topic topic, Instant now) {
        if (topic.notBefore.isAfter(now)) {
            later.add(new Later(topic.notBefore, topic));
        } else if (!topic.queued) {
            topic.queued = true;
            ready.add(topic);
        }
    }

    /** Those whose moment has come wait among the others. */
    void ripen(Instant now) {
        while (!later.isEmpty() && !later.peek().at.isAfter(now)) {
            Topic topic = later.poll().topic;
            if (topic.isSendable()) {
                add(topic, now);
            }
        }
    }

    Optional<Topic> next(Instant now) {
        ripen(now);
        while (!ready.isEmpty()) {
            Topic topic = ready.poll();
            topic.queued = false;
            if (topic.isSendable() && !topic.notBefore.isAfter(now)) {
                return Optional.of(topic);
            }
        }
        return Optional.empty();
    }

    /** The earliest moment that somebody waits for; {@link Instant#MAX} for none. */
    Instant wakeAt() {
        return later.isEmpty() ? Instant.MAX : later.peek().at;
    }

    void clear() {
        ready.clear();
        later.clear();
    }
}
