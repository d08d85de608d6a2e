package io.skep.cloud.cloudhub.internal.session;

import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one edge is still to be told and has to acknowledge. Of each object one version waits at most and one is on its way at most: a newer version
 * replaces one that waits, a removal is replaced by nothing but a removal. A message that stays unacknowledged is written again with the same id,
 * one at a time, then steps behind the others. Not thread-safe: {@link Outbound} guards it. Time is a parameter.
 */
final class AckQueue {

    private final Timing timing;
    private final Window window;
    private final boolean patient;
    private final Counts counts;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Map<String, Topic> byId = new HashMap<>();
    private final Turns turns = new Turns();
    private final Set<Topic> flights = new LinkedHashSet<>();
    private final Set<Topic> outdated = new LinkedHashSet<>();
    private final Deque<Topic> overdue = new ArrayDeque<>();
    private int waiting;

    /** What a message that is offered comes to. */
    enum Offer {
        /** The edge has it or is being told. */
        OLD,
        /** It waits until somebody has made sure of its record: {@link #recorded} follows. */
        UNRECORDED,
        /** It waits behind others or for a record that is being made. */
        TAKEN,
        /** The session is over. */
        CLOSED
    }

    /**
     * @param patient an older version on its way is waited for until it is to be written again, as a Go cloud does, and not only for
     *     {@link Timing#patience()}
     */
    AckQueue(Timing timing, Window window, boolean patient, Counts counts) {
        this.timing = timing;
        this.window = window;
        this.patient = patient;
        this.counts = counts;
    }

    Offer offer(Acked message, Held held, Instant now) {
        Topic topic = topics.computeIfAbsent(message.key(), Topic::new);
        if (!topic.isNews(message)) {
            return Offer.OLD;
        }
        if (topic.waiting == null) {
            waiting++;
        } else {
            counts.superseded.increment();
            byId.remove(topic.waiting.message().id());
            topic.release();
        }
        topic.await(message, held);
        if (topic.flying != null && !patient) {
            outdated.add(topic);
        }
        if (message.isRecorded() && !topic.recorded) {
            boolean first = !topic.asked;
            topic.asked = true;
            return first ? Offer.UNRECORDED : Offer.TAKEN;
        }
        makeReady(topic, now);
        return Offer.TAKEN;
    }

    private void makeReady(Topic topic, Instant now) {
        if (topic.isSendable()) {
            turns.add(topic, now);
        }
    }

    /**
     * The object has its record.
     *
     * @param acknowledged the version in it as a number, -1 when there is none
     */
    void recorded(String key, long acknowledged, Instant now) {
        Topic topic = topics.get(key);
        if (topic == null) {
            return;
        }
        topic.asked = false;
        topic.recorded = true;
        if (topic.waiting != null && topic.waiting.isRecorded() && topic.waiting.isKnown(acknowledged)) {
            drop(topic);
        } else {
            makeReady(topic, now);
        }
    }

    private void drop(Topic topic) {
        clearWaiting(topic);
        forgetIfIdle(topic);
    }

    private void clearWaiting(Topic topic) {
        topic.release();
        topic.clear();
        waiting--;
    }

    private void forgetIfIdle(Topic topic) {
        if (topic.isIdle()) {
            topics.remove(topic.key);
        }
    }

    /**
     * The message whose turn it is; it counts as on its way from now on.
     *
     * @param unread frames of both kinds that the edge may not have read
     */
    Optional<Acked> next(Instant now, int unread, long frame) {
        expire(now);
        while (!overdue.isEmpty() && flights.size() < window.size()) {
            Topic topic = overdue.peek();
            if (!topic.isOutdated()) {
                return Optional.of(repeat(overdue.poll(), now));
            }
            giveWay(topic, now);
        }
        if (!overdue.isEmpty() || !window.hasRoom(flights.size(), unread)) {
            turns.ripen(now);
            return Optional.empty();
        }
        return turns.next(now).map(topic -> depart(topic, now, frame));
    }

    private Acked depart(Topic topic, Instant now, long frame) {
        topic.flying = topic.waiting;
        topic.flights = topic.failures;
        clearWaiting(topic);
        topic.frame = frame;
        topic.transmissions = 1;
        topic.since = now;
        topic.deadline = now.plus(timing.resend());
        byId.put(topic.flying.message().id(), topic);
        flights.add(topic);
        return topic.flying;
    }

    private Acked repeat(Topic topic, Instant now) {
        counts.resent.increment();
        topic.overdue = false;
        topic.transmissions++;
        topic.deadline = now.plus(timing.resend());
        flights.add(topic);
        return topic.flying;
    }

    private void expire(Instant now) {
        for (Topic topic : new ArrayList<>(outdated)) {
            if (topic.flying == null
                    || !topic.asked && !topic.since.plus(timing.patience()).isAfter(now)) {
                outdated.remove(topic);
                giveWay(topic, now);
            }
        }
        while (!flights.isEmpty() && !flights.iterator().next().deadline.isAfter(now)) {
            Topic topic = flights.iterator().next();
            flights.remove(topic);
            window.shrink();
            if (topic.isOutdated()) {
                giveWay(topic, now);
            } else if (topic.transmissions >= timing.transmissions()) {
                postpone(topic, now);
            } else if (topic.transmissions == 1) {
                topic.overdue = overdue.add(topic);
            } else {
                topic.overdue = overdue.offerFirst(topic);
            }
        }
    }

    /** The version on its way is given up for the newer one that waits. */
    private void giveWay(Topic topic, Instant now) {
        if (topic.isOutdated()) {
            counts.superseded.increment();
            land(topic);
            makeReady(topic, now);
        }
    }

    private void postpone(Topic topic, Instant now) {
        Acked message = topic.flying;
        int failures = topic.flights;
        land(topic);
        if (topic.waiting == null) {
            byId.put(message.message().id(), topic);
            topic.waiting = message;
            waiting++;
            topic.failures = failures + 1;
            topic.notBefore = now.plus(timing.retryAfter(failures));
        }
        makeReady(topic, now);
    }

    private void land(Topic topic) {
        byId.remove(topic.flying.message().id());
        flights.remove(topic);
        if (topic.overdue) {
            overdue.remove(topic);
            topic.overdue = false;
        }
        topic.flying = null;
    }

    /** An acknowledged message and the number of the frame that it first went in. */
    record Landed(Acked message, long frame) {}

    /** The edge has stored the message with this id; empty for an id that nobody waits for. */
    Optional<Landed> acknowledged(String id, Instant now) {
        Topic topic = byId.remove(id);
        if (topic == null) {
            return Optional.empty();
        }
        window.grow();
        Acked message;
        if (topic.flying != null && topic.flying.message().id().equals(id)) {
            message = topic.flying;
            land(topic);
        } else if (topic.waiting != null && topic.waiting.message().id().equals(id)) {
            message = topic.waiting;
            clearWaiting(topic);
        } else {
            return Optional.empty();
        }
        topic.remember(message);
        makeReady(topic, now);
        forgetIfIdle(topic);
        return Optional.of(new Landed(message, topic.frame));
    }

    /** The edge could not store the message: it steps behind the others at once. */
    void failed(String id, Instant now) {
        Topic topic = byId.get(id);
        if (topic != null && topic.flying != null && topic.flying.message().id().equals(id)) {
            postpone(topic, now);
        }
    }

    /** The earliest moment at which {@link #next} may have something that it has not now; empty for never. */
    Optional<Instant> wakeAt() {
        Instant soonest = flights.isEmpty() ? Instant.MAX : flights.iterator().next().deadline;
        Instant ripe = turns.wakeAt();
        soonest = ripe.isAfter(soonest) ? soonest : ripe;
        for (Topic topic : outdated) {
            Instant end = topic.isOutdated() ? topic.since.plus(timing.patience()) : Instant.MAX;
            soonest = end.isAfter(soonest) ? soonest : end;
        }
        return soonest.equals(Instant.MAX) ? Optional.empty() : Optional.of(soonest);
    }

    int waiting() {
        return waiting;
    }

    /** Sent and neither acknowledged nor given up. */
    int inFlight() {
        return flights.size() + overdue.size();
    }

    /** What waited or was on its way, one message of each topic, for the end of the session. */
    List<Left> clear() {
        List<Left> left = topics.values().stream()
                .filter(topic -> topic.waiting != null || topic.flying != null)
                .map(Topic::left)
                .toList();
        topics.clear();
        byId.clear();
        turns.clear();
        flights.clear();
        outdated.clear();
        overdue.clear();
        waiting = 0;
        return left;
    }
}
