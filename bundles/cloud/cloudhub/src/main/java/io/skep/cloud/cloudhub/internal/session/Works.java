package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.ModuleContext;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Recorder.Recorded;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all sessions of a hub share. */
record Works(
        ObjectSyncs syncs,
        Recorder recorder,
        Deadlines deadlines,
        Timing timing,
        Windows windows,
        Counts counts,
        Share.Total custody,
        InstantSource clock,
        Starter starter) {

    /** Most messages that wait for one node in each lane. */
    static final int MOST_WAITING = 4096;

    /** A node's share of the hub's mailbox, which holds 1024. */
    private static final int SHARE = 64;

    /** What all nodes together may have of it. */
    static final int TOTAL_SHARE = 512;

    private static final Logger LOG = LoggerFactory.getLogger(Works.class);

    Instant now() {
        return clock.instant();
    }

    /** A node's share of the mailbox. */
    Share share() {
        return new Share(SHARE, custody);
    }

    void start(String name, ModuleContext.Task task) {
        starter.start(name, task);
    }

    /** Makes sure of an object's record; at once when it is known, else by the recorder's threads. */
    void record(Acked message, Recorded then) {
        Optional<ObjectSyncs.Known> known = syncs.find(SyncKey.of(message));
        if (known.isEmpty()) {
            recorder.create(message, then);
            return;
        }
        if (!known.get().isComplete()) {
            recorder.complete(message);
        }
        then.accept(known.get().version());
    }

    /** A node has too much to read: the message is left to synccontroller, which needs a record for that and the object. */
    void postpone(Acked message, Held held) {
        counts.postponed.increment();
        LOG.debug("{} is left to synccontroller: node {} has a full queue", message.message(), message.node());
        if (message.isRecorded()) {
            record(message, version -> held.done());
        } else {
            held.done();
        }
    }
}
