package io.skep.cloud.cloudhub.internal.session;

import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import java.time.Instant;
import java.util.Optional;

/** What an edge has been told and is to be told about one object; an answer is a topic of its own. Plain state of {@link AckQueue}. */
final class Topic {

    final String key;

    /** The version that waits. */
    Acked waiting;

    Held held;
    boolean queued;
    int failures;
    Instant notBefore = Instant.MIN;

    /** The version on its way. */
    Acked flying;

    boolean overdue;
    int flights;
    int transmissions;
    long frame;
    Instant since = Instant.MIN;
    Instant deadline = Instant.MIN;

    /** Its record is being made. */
    boolean asked;

    boolean recorded;
    private boolean told;
    private boolean toldRemoval;
    private long toldVersion;

    Topic(String key) {
        this.key = key;
    }

    void await(Acked message, Held custody) {
        waiting = message;
        held = custody;
        failures = 0;
        notBefore = Instant.MIN;
    }

    /** Whoever has the waiting message in custody need not keep it. */
    void release() {
        if (held != null) {
            held.done();
            held = null;
        }
    }

    /** Nothing waits any more. */
    void clear() {
        waiting = null;
        held = null;
        failures = 0;
        notBefore = Instant.MIN;
    }

    boolean isNews(Acked message) {
        if (message.isDelete() && flying != null && flying.isDelete()) {
            return false;
        }
        if (message.removal() || message.answer()) {
            return true;
        }
        if (waiting != null) {
            return !waiting.removal() && !message.isKnown(waiting.version());
        }
        if (flying != null && flying.isDelete() && !flying.uid().isEmpty()) {
            return false;
        }
        if (flying != null && !flying.isDelete()) {
            return !flying.removal() && !message.isKnown(flying.version());
        }
        return !told || !toldRemoval && !message.isKnown(toldVersion);
    }

    /** The edge has it. */
    void remember(Acked message) {
        if (message.answer() || message.uid().isEmpty()) {
            return;
        }
        told = !message.isDelete();
        recorded = told && recorded;
        toldRemoval = message.removal();
        toldVersion = message.version();
    }

    /** The message that a next session should have. */
    Left left() {
        return waiting == null
                ? new Left(flying, Optional.empty(), false)
                : new Left(waiting, Optional.ofNullable(held), asked);
    }

    /** True when its message may be sent as soon as it has its turn. */
    boolean isSendable() {
        return waiting != null && flying == null && !asked;
    }

    /** True when a newer version could be sent in the place of the one on its way. */
    boolean isOutdated() {
        return waiting != null && flying != null && !asked;
    }

    /** True when nothing has to be kept of it. */
    boolean isIdle() {
        return waiting == null && flying == null && !asked && !told && !recorded;
    }
}
