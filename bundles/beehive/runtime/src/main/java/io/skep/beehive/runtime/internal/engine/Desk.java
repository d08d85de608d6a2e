package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.Timing;
import io.skep.beehive.api.Message;
import io.skep.beehive.runtime.internal.engine.BusState.Counts;
import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jctools.queues.MessagePassingQueue;

/**
 * Where the threads of a module take messages out of their mailbox: what has come back to its head, then the queue. It knows what they have in
 * hand, and takes it back in order when their run ends. One thread at a time has the turn, for some tens of nanoseconds; senders never wait for it.
 */
final class Desk extends Turn {

    /** Told of what a mailbox held when it is emptied. */
    interface Keeper {

        /** Returns false to have the message dropped and counted. */
        boolean keep(Object item);
    }

    private static final long SOON = Duration.ofMillis(1).toNanos();

    private final String module;
    private final MessagePassingQueue<Object> queue;
    private final Sleepers sleepers;
    private final Room room;
    private final IntSupplier capacity;
    private final Tracers tracers;
    private final Tally tally;
    private final Spin spin = new Spin();

    // Written by who has the turn; the volatile ones are read by senders too.
    private final Deque<Object> head = new ArrayDeque<>();
    private final Hands hands = new Hands();
    private volatile int returned;
    private volatile ModuleRun reader;
    private long places;
    private long roomMadeAt;

    Desk(
            String module,
            MessagePassingQueue<Object> queue,
            Sleepers sleepers,
            Room room,
            IntSupplier capacity,
            Tracers tracers) {
        this.module = module;
        this.queue = queue;
        this.sleepers = sleepers;
        this.room = room;
        this.capacity = capacity;
        this.tracers = tracers;
        this.tally = new Tally(module);
    }

    /** Number of messages that came back to the head. */
    int returned() {
        return returned;
    }

    /** Number of deliveries that are not done. */
    int taken() {
        return hands.deliveries();
    }

    /**
     * Waits for the next message on behalf of a run; what the thread had in hand is finished.
     *
     * @param former what the thread received before; may be {@code hand} itself, and null for nothing
     * @param hand where the next message is put
     * @throws InterruptedException when the run has to stop; what was in hand is finished only if the run may still read
     */
    void receive(Held former, Held hand) throws InterruptedException {
        while (!tryReceive(former, hand)) {
            awaitArrival(hand.run);
        }
    }

    /** As {@link #receive}; tells when the former message is finished, before it waits for the next one. */
    void receive(Held former, Held hand, Runnable onFinished) throws InterruptedException {
        boolean got = tryReceive(former, hand);
        onFinished.run();
        if (!got) {
            receive(former, hand);
        }
    }

    private boolean tryReceive(Held former, Held hand) throws InterruptedException {
        boolean room = false;
        boolean got = false;
        enter();
        try {
            if (reader != hand.run) {
                throw new InterruptedException("module " + hand.run.name() + " has to stop");
            }
            if (former != null && former.message != null) {
                finished(former);
            }
            Object next = poll();
            if (next != null) {
                got = true;
                hand.take(next, places++);
                tally.handed(hand);
                if (hand.delivery) {
                    hands.add(hand);
                }
            }
            room = isRoomToBeTold();
        } finally {
            leave();
        }
        if (room) {
            this.room.wakeAll();
        }
        return got;
    }

    private void awaitArrival(ModuleRun run) throws InterruptedException {
        int turns = spin.turns();
        for (int i = 0; i < turns; i++) {
            if (isOver(run)) {
                spin.ended(true);
                return;
            }
            Thread.onSpinWait();
        }
        if (turns > 0) {
            spin.ended(false);
        }
        VarHandle.fullFence();
        if (room.hasWaiting()) {
            room.wakeAll();
        }
        sleepers.sleep(() -> isOver(run));
    }

    private boolean isOver(ModuleRun run) {
        return !queue.isEmpty() || returned > 0 || reader != run;
    }

    private Object poll() {
        while (true) {
            Object next = head.pollFirst();
            if (next != null) {
                returned = head.size();
            } else {
                next = queue.poll();
            }
            if (next == null) {
                return null;
            }
            if (!(next instanceof Envelope envelope) || !envelope.isLate()) {
                return next;
            }
            tally.dropped(1);
            if (tracers.any()) {
                tracers.dropped(module, envelope.message);
            }
        }
    }

    /** Senders that wait are let in a quarter of the mailbox at a time, or when none was let in for a millisecond. */
    private boolean isRoomToBeTold() {
        if (!room.hasWaiting()) {
            return false;
        }
        int most = capacity.getAsInt();
        long now = System.nanoTime();
        if (waiting() > most - Math.max(1, most / 4) && now - roomMadeAt <= SOON) {
            return false;
        }
        roomMadeAt = now;
        return true;
    }

    private int waiting() {
        return queue.size() + head.size();
    }

    private void finished(Held hand) {
        tally.finished(hand);
        hand.message = null;
    }

    /** What a thread receives from now on is to be taken back when the run ends. */
    void enterHand(Held hand) {
        enter();
        try {
            hands.add(hand);
        } finally {
            leave();
        }
    }

    /** The thread has ended: what it has in hand is finished if it ended well, else it waits for {@link #takeBack}. */
    void leaveHand(Held hand, boolean well) {
        enter();
        if (well && hand.message != null) {
            finished(hand);
        }
        if (hand.message == null) {
            hands.remove(hand);
        }
        leave();
    }

    /** Finishes a delivery; does nothing and returns false when it has gone back. */
    boolean done(Held hand) {
        enter();
        boolean mine = hand.message != null && hands.remove(hand);
        if (mine) {
            finished(hand);
        }
        leave();
        if (mine && room.hasWaiting()) {
            room.wakeAll();
        }
        return mine;
    }

    /** Lets a run read; the former reader, if any, has to stop. */
    void admit(ModuleRun run) {
        enter();
        reader = run;
        leave();
        sleepers.wakeAll();
    }

    /** Ends the reading of a run: its receive throws. What it holds stays unfinished until {@link #takeBack}. */
    void dismiss(ModuleRun run) {
        enter();
        boolean reads = reader == run;
        if (reads) {
            reader = null;
        }
        leave();
        if (reads) {
            sleepers.wakeAll();
        }
    }

    /** Messages that a run has in hand. */
    List<Message> inHand(ModuleRun run) {
        enter();
        try {
            return hands.of(run);
        } finally {
            leave();
        }
    }

    /** Returns the unfinished messages of a run to the head, in order. What its threads finish later counts no more. */
    void takeBack(ModuleRun run) {
        enter();
        try {
            hands.giveBack(hand -> hand.run == run, head);
            returned = head.size();
        } finally {
            leave();
        }
        sleepers.wakeAll();
        room.wakeAll();
    }

    /** Empties the mailbox and all hands. To be called by who has the turn. Returns the number of messages dropped. */
    int empty(Keeper keeps) {
        hands.giveBack(hand -> true, head);
        List<Object> all = new ArrayList<>(head);
        head.clear();
        returned = 0;
        drain(all::add);
        int lost = 0;
        for (Object item : all) {
            if (!keeps.keep(item)) {
                lost++;
            }
        }
        tally.dropped(lost);
        return lost;
    }

    /** Takes all that is in the queue. To be called by who has the turn. */
    void drain(Consumer<Object> to) {
        for (Object item = queue.poll(); item != null; item = queue.poll()) {
            to.accept(item);
        }
    }

    /** Puts what was turned away into the mailbox after all. To be called by who has the turn. */
    void putBack(Object item, int times) {
        head.addAll(Collections.nCopies(times, item));
        returned = head.size();
    }

    void takeOver(List<Letter> kept, Counts counts) {
        enter();
        kept.forEach(letter ->
                head.addLast(letter.redelivered() ? Envelope.former(letter.message(), true) : letter.message()));
        returned = head.size();
        tally.goOn(counts);
        leave();
    }

    /** How full it is at one moment, and what it has carried. */
    record Figures(int depth, Counts counts, Timing waited, Timing handling, Duration busy) {}

    Figures figures() {
        int depth;
        Counts counts;
        Duration busy;
        enter();
        try {
            long now = System.nanoTime();
            depth = waiting();
            counts = tally.counts();
            busy = Duration.ofNanos(now - hands.oldest(now));
        } finally {
            leave();
        }
        return new Figures(depth, counts, tally.waited(), tally.handling(), busy);
    }

    /** What was handed out of late. */
    List<Hop> recorded() {
        enter();
        try {
            return tally.recorded();
        } finally {
            leave();
        }
    }
}
