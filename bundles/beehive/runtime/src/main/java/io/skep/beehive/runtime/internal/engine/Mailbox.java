package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.runtime.internal.engine.BusState.Counts;
import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * The messages of one module: a bounded queue that keeps the order of each sender. Senders put without a lock; only one that finds it full waits
 * at its {@link Room}. Receivers take turns at the {@link Desk}.
 */
final class Mailbox {

    /** What a sender meets. */
    enum Gate {
        /** A run reads the mailbox: senders wait for room as long as it takes. */
        OPEN,
        /** Nobody reads for the time being: senders wait for room up to a limit. */
        WAITING,
        /** The module is gone: nothing is accepted. */
        CLOSED,
        /** The bus is replaced: nothing is accepted here any more. */
        REPLACED;

        boolean isShut() {
            return this == CLOSED || this == REPLACED;
        }
    }

    /** How a put ended. */
    enum Outcome {
        ACCEPTED,
        CLOSED,
        REPLACED,
        FULL,
        LATE
    }

    /** The queue holds this many times the capacity, for messages to groups. */
    static final int GROUP_ROOM = 2;

    private static final int SMALLEST = 16;

    private final MpscVarHandleArrayQueue<Object> queue;
    private final int places;
    private final Sleepers sleepers = new Sleepers();
    private final Room room;
    private final Desk desk;
    private final Supplier<BusSettings> settings;
    private volatile Gate gate = Gate.WAITING;

    /** What was put after the gate was shut, and has not been asked for by its sender; guarded by the desk's turn. */
    private final Map<Object, Integer> turnedAway = new IdentityHashMap<>();

    Mailbox(String module, Supplier<BusSettings> settings, Tracers tracers) {
        this.settings = settings;
        int wanted = Math.max(SMALLEST, settings.get().mailboxCapacity() * GROUP_ROOM);
        this.queue = new MpscVarHandleArrayQueue<>(wanted);
        this.places = queue.capacity() / GROUP_ROOM;
        this.room = new Room(module);
        this.desk = new Desk(module, queue, sleepers, room, this::capacity, tracers);
    }

    Desk desk() {
        return desk;
    }

    /** The configured number; one that is raised beyond what the queue was made for counts from the next start of the bus. */
    int capacity() {
        return Math.min(places, settings.get().mailboxCapacity());
    }

    /** Names of the modules that wait for room. */
    List<String> waitingSenders() {
        return room.waiting();
    }

    /** Whether the time in the mailbox is to be measured: of one in 64 messages, of each one when the module is idle. */
    boolean isToBeTimed() {
        return !sleepers.isEmpty() || (queue.currentProducerIndex() & 63) == 0;
    }

    /** Puts a message or an {@link Envelope}, waiting for room. {@code sender} is null for a caller outside of any module. */
    Outcome put(Object item, ModuleRun sender) throws InterruptedException {
        Outcome outcome = offer(item, 1);
        return outcome == Outcome.FULL ? await(item, sender, 1) : outcome;
    }

    /** As {@link #put}, for a message to a group: there is twice as much room, and the wait has its limit even while the module runs. */
    Outcome putOfGroup(Object item, ModuleRun sender) throws InterruptedException {
        Outcome outcome = offer(item, GROUP_ROOM);
        return outcome == Outcome.FULL ? await(item, sender, GROUP_ROOM) : outcome;
    }

    /** Puts a message to a group if that needs no waiting; {@code FULL} otherwise. */
    Outcome offerOfGroup(Object item) {
        return offer(item, GROUP_ROOM);
    }

    private Outcome offer(Object item, int times) {
        Gate met = gate;
        if (met.isShut()) {
            return met == Gate.CLOSED ? Outcome.CLOSED : Outcome.REPLACED;
        }
        int capacity = capacity();
        int limit = times * capacity - desk.returned();
        if (limit <= 0 || desk.taken() > capacity || !queue.offerIfBelowThreshold(item, limit)) {
            return Outcome.FULL;
        }
        VarHandle.fullFence();
        if (!sleepers.isEmpty()) {
            sleepers.wakeOne();
        }
        return gate.isShut() ? afterShut(item) : Outcome.ACCEPTED;
    }

    /**
     * The gate was shut while the message was put: whoever shut it has taken the message, or it is still here and comes back now. All that is in
     * the queue of a shut mailbox is of senders who come here; one of them takes it out for all.
     */
    private Outcome afterShut(Object item) {
        desk.enter();
        try {
            Gate met = gate;
            if (met.isShut()) {
                desk.drain(left -> turnedAway.merge(left, 1, Integer::sum));
            }
            Integer times = turnedAway.get(item);
            if (times == null) {
                return Outcome.ACCEPTED;
            }
            turnedAway.merge(item, -1, (had, minus) -> had == 1 ? null : had + minus);
            return met == Gate.CLOSED ? Outcome.CLOSED : Outcome.REPLACED;
        } finally {
            desk.leave();
        }
    }

    private Outcome await(Object item, ModuleRun sender, int times) throws InterruptedException {
        if (sender == null) {
            return room.await(Room.OUTSIDE, new Wait(item, null, times));
        }
        sender.waitsAt(this);
        try {
            return room.await(sender.name(), new Wait(item, sender, times));
        } finally {
            sender.waitsNoMoreAt(this);
        }
    }

    /** A sender's patience. */
    private final class Wait implements Room.Attempt {

        private final Object item;
        private final ModuleRun sender;
        private final int times;
        private long giveUp;

        Wait(Object item, ModuleRun sender, int times) {
            this.item = item;
            this.sender = sender;
            this.times = times;
            this.giveUp = System.nanoTime() + limit();
        }

        private long limit() {
            return settings.get().parkedSendLimit().toNanos();
        }

        @Override
        public Outcome again() {
            Outcome outcome = offer(item, times);
            return outcome == Outcome.FULL && item instanceof Envelope envelope && envelope.isLate()
                    ? Outcome.LATE
                    : outcome;
        }

        @Override
        public long patience(long now) throws InterruptedException {
            if (sender != null && sender.isStopping()) {
                throw new InterruptedException("module " + sender.name() + " has to stop");
            }
            boolean unlimited = times == 1 && gate == Gate.OPEN;
            if (unlimited) {
                giveUp = now + limit();
            }
            long patience = unlimited ? Long.MAX_VALUE : giveUp - now;
            return item instanceof Envelope envelope && envelope.limited
                    ? Math.min(patience, envelope.deadline - now)
                    : patience;
        }
    }

    /**
     * Empties the mailbox for the bus that replaces this one and turns senders away. A request of a call is left out and counted as dropped: its
     * caller has been told that there is no answer.
     */
    List<Letter> handOver() {
        List<Letter> kept = new ArrayList<>();
        shut(Gate.REPLACED, item -> {
            if (item instanceof Envelope envelope) {
                if (envelope.limited) {
                    return false;
                }
                kept.add(new Letter(envelope.message, envelope.redelivered));
            } else {
                kept.add(new Letter(Envelope.message(item), false));
            }
            return true;
        });
        return kept;
    }

    /** Takes what the mailbox of the former bus held, beyond the capacity if need be. To be called before the first put. */
    void takeOver(List<Letter> kept, Counts counts) {
        desk.takeOver(kept, counts);
    }

    /** Changes what senders meet; closing empties the mailbox. Returns the number of messages that are lost by it. */
    int gate(Gate next) {
        if (next == Gate.CLOSED) {
            return shut(next, item -> false);
        }
        desk.enter();
        try {
            if (gate != Gate.REPLACED) {
                gate = next;
                turnedAway.forEach((item, times) -> desk.putBack(item, times));
                turnedAway.clear();
            }
        } finally {
            desk.leave();
        }
        room.wakeAll();
        return 0;
    }

    /** @param keeps told of each message, in order; false to drop and count it */
    private int shut(Gate next, Desk.Keeper keeps) {
        int lost = 0;
        desk.enter();
        try {
            if (gate != Gate.REPLACED) {
                gate = next;
                VarHandle.fullFence();
                lost = desk.empty(keeps);
            }
        } finally {
            desk.leave();
        }
        room.wakeAll();
        return lost;
    }

    /** Wakes the senders that wait for room, so that one that has to stop notices it. */
    void wakeSenders() {
        room.wakeAll();
    }
}
