package io.skep.cloud.cloudhub.internal.session;

import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.kube.KubeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records to the API: a few at a time, the nodes in turn, so that one with much to record delays no other. What is asked of one record is done
 * one after the other; an acknowledgement replaces an older one that waits. An outage of the API is waited out. Threads run only while there is
 * something to write.
 */
final class Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    /** Says the version that the record holds, -1 when it holds none. */
    interface Recorded extends Consumer<Long> {}

    private final ObjectSyncs syncs;
    private final Starter starter;
    private final int writers;
    private final Duration pause;
    private final Map<SyncKey, Wishes> all = new HashMap<>();
    private final Map<String, Deque<Wishes>> byNode = new HashMap<>();
    private final Deque<String> turns = new ArrayDeque<>();
    private int busy;

    /** What is to be done with one record. Guarded by the recorder. */
    private static final class Wishes {
        private final SyncKey key;
        private final String node;
        private Acked creation;
        private List<Recorded> waiting = new ArrayList<>(1);
        private Acked completion;
        private Acked acknowledgement;
        private boolean queued;

        Wishes(SyncKey key, String node) {
            this.key = key;
            this.node = node;
        }

        boolean isEmpty() {
            return creation == null && completion == null && acknowledgement == null;
        }
    }

    /** One write. */
    private record Step(Wishes wishes, Kind kind, Acked message, List<Recorded> waiting) {
        enum Kind {
            CREATE,
            ACKNOWLEDGE,
            COMPLETE
        }
    }

    /**
     * @param writers most writes at a time
     * @param pause between two attempts while the API is away
     */
    Recorder(ObjectSyncs syncs, Starter starter, int writers, Duration pause) {
        this.syncs = syncs;
        this.starter = starter;
        this.writers = writers;
        this.pause = pause;
    }

    /**
     * Makes sure that the object has a record.
     *
     * @param then called when it is so, or when the API refuses the record for good
     */
    void create(Acked message, Recorded then) {
        synchronized (this) {
            Wishes wishes = wishes(message);
            wishes.creation = message;
            wishes.waiting.add(then);
            enqueue(wishes);
        }
        work();
    }

    /** Gives a record that was left without a version the version "0". */
    void complete(Acked message) {
        synchronized (this) {
            Wishes wishes = wishes(message);
            wishes.completion = message;
            enqueue(wishes);
        }
        work();
    }

    /** Records what the edge has, or removes the record of what it has deleted. */
    void acknowledged(Acked message) {
        if (message.uid().isEmpty()) {
            return;
        }
        synchronized (this) {
            Wishes wishes = wishes(message);
            if (isNewer(message, wishes.acknowledgement)) {
                wishes.acknowledgement = message;
            }
            enqueue(wishes);
        }
        work();
    }

    private static boolean isNewer(Acked message, Acked waiting) {
        return waiting == null || message.isDelete() || !waiting.isDelete() && !message.isKnown(waiting.version());
    }

    private Wishes wishes(Acked message) {
        return all.computeIfAbsent(SyncKey.of(message), key -> new Wishes(key, message.node()));
    }

    private void enqueue(Wishes wishes) {
        if (wishes.queued || wishes.isEmpty()) {
            return;
        }
        wishes.queued = true;
        Deque<Wishes> queue = byNode.get(wishes.node);
        if (queue == null) {
            queue = new ArrayDeque<>();
            byNode.put(wishes.node, queue);
            turns.add(wishes.node);
        }
        queue.add(wishes);
    }

    private void work() {
        synchronized (this) {
            if (busy >= writers || turns.isEmpty()) {
                return;
            }
            busy++;
        }
        starter.start("hub-record", this::write);
    }

    private void write() throws InterruptedException {
        Step step = next(true);
        while (step != null) {
            if (!attempt(step)) {
                Thread.sleep(pause);
            }
            step = next(true);
        }
    }

    /** The node whose turn it is gives one write; while it is made, its record is nobody else's. */
    private synchronized Step next(boolean worker) {
        String node = turns.poll();
        if (node == null) {
            busy -= worker ? 1 : 0;
            return null;
        }
        Deque<Wishes> queue = byNode.get(node);
        Wishes wishes = queue.poll();
        if (queue.isEmpty()) {
            byNode.remove(node);
        } else {
            turns.add(node);
        }
        return take(wishes);
    }

    private static Step take(Wishes wishes) {
        if (wishes.creation != null) {
            Step step = new Step(wishes, Step.Kind.CREATE, wishes.creation, wishes.waiting);
            wishes.creation = null;
            wishes.waiting = new ArrayList<>(1);
            return step;
        }
        if (wishes.acknowledgement != null) {
            Step step = new Step(wishes, Step.Kind.ACKNOWLEDGE, wishes.acknowledgement, List.of());
            wishes.acknowledgement = null;
            wishes.completion = null;
            return step;
        }
        Step step = new Step(wishes, Step.Kind.COMPLETE, wishes.completion, List.of());
        wishes.completion = null;
        return step;
    }

    /** Makes one write; false when the API is away and it has to be made later. */
    private boolean attempt(Step step) {
        try {
            long version = -1;
            boolean complete = true;
            switch (step.kind) {
                case CREATE -> {
                    ObjectSyncs.Known known = syncs.create(step.message);
                    version = known.version();
                    complete = known.isComplete();
                }
                case ACKNOWLEDGE -> syncs.acknowledged(step.message);
                case COMPLETE -> syncs.complete(step.message);
            }
            finish(step, complete);
            tell(step, version);
            return true;
        } catch (KubeException e) {
            if (e.isOutage() || e.isConflict()) {
                putBack(step);
                return false;
            }
            LOG.warn("record of {} for node {} is not written: {}", step.message.message(), step.wishes.node, e.line());
            finish(step, true);
            tell(step, -1);
            return true;
        }
    }

    private static void tell(Step step, long version) {
        step.waiting.forEach(recorded -> recorded.accept(version));
    }

    private synchronized void finish(Step step, boolean complete) {
        Wishes wishes = step.wishes;
        wishes.queued = false;
        if (!complete && wishes.acknowledgement == null) {
            wishes.completion = step.message;
        }
        if (wishes.isEmpty()) {
            all.remove(wishes.key);
        } else {
            enqueue(wishes);
        }
    }

    private synchronized void putBack(Step step) {
        Wishes wishes = step.wishes;
        switch (step.kind) {
            case CREATE -> {
                wishes.creation = wishes.creation == null ? step.message : wishes.creation;
                wishes.waiting.addAll(0, step.waiting);
            }
            case ACKNOWLEDGE ->
                wishes.acknowledgement = wishes.acknowledgement == null ? step.message : wishes.acknowledgement;
            case COMPLETE -> wishes.completion = step.message;
        }
        wishes.queued = false;
        enqueue(wishes);
    }

    /** Records that wait to be written. */
    synchronized int waiting() {
        return all.size();
    }

    /** Writes on the calling thread what waits, as long as the API answers and the time lasts: for the end of the hub. */
    void flush(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Step step = next(false);
        while (step != null && System.nanoTime() < end && attempt(step)) {
            step = next(false);
        }
    }
}
