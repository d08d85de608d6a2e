package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.Timing;
import io.skep.beehive.api.Message;
import io.skep.beehive.runtime.internal.engine.BusState.Counts;
import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jctools.queues.MessagePassingQueue;

/**
 * Where the threads of a module take messages out of their mailbox: what has come back to its head, then the queue. It knows what they have in
 * hand, and takes it back in order when their run ends. One thread at a time has the turn, for some tens of nanoseconds; senders never wait for it.
 */
final class Desk {

    /** Told of what a mailbox held when it is emptied. */
    interface Keeper {

        /** Returns false to have the message dropped and counted. */
        boolean keep(Object item);
    }

    private static final int SPINS = 64;

    /** After this many messages without a pause the next one is likely to come at once. */
    private static final int STREAM = 16;

    private static final long SOON = Duration.ofMillis(1).toNanos();
    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(Desk.class, "turn", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String module;
    private final MessagePassingQueue<Object> queue;
    private final Sleepers sleepers;
    private final Room room;
    private final IntSupplier capacity;
    private final Tracers tracers;
    private final Samples waits = new Samples();
    private final Samples handlings = new Samples();
    private final FlightRecorder recorder;

    @SuppressWarnings("unused") // by TURN
    private volatile int turn;

    // Written by who has the turn; the volatile ones are read by senders too.
    private final Deque<Object> head = new ArrayDeque<>();
    private final Set<Held> held = new HashSet<>();
    private volatile int returned;
    private volatile int taken;
    private volatile ModuleRun reader;
    private int deliveries;
    private long places;
    private long received;
    private long redelivered;
    private long dropped;
    private long lastSleep;
    private long lastLook;
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
        this.recorder = new FlightRecorder(module);
        this.lastLook = System.nanoTime();
    }

    void enter() {
        for (int tries = 1; !TURN.compareAndSet(this, 0, 1); tries++) {
            if (tries % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    void leave() {
        TURN.setRelease(this, 0);
    }

    /** Number of messages that came back to the head. */
    int returned() {
        return returned;
    }

    /** Number of deliveries that are not done. */
    int taken() {
        return taken;
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
                hand(next, hand);
                if (hand.delivery) {
                    held.add(hand);
                    deliveries++;
                    taken = deliveries;
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
        long streak = received - lastSleep;
        for (int i = 0; i < SPINS && streak > STREAM; i++) {
            if (isOver(run)) {
                return;
            }
            Thread.onSpinWait();
        }
        lastSleep = received;
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
            dropped++;
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

    private void hand(Object next, Held hand) {
        hand.take(next, places++);
        received++;
        if (hand.timed) {
            lastLook = System.nanoTime();
            hand.since = lastLook;
            hand.waitedNanos = lastLook - ((Envelope) next).sentAt;
            waits.add(hand.waitedNanos);
        } else {
            hand.since = lastLook;
        }
        if (hand.redelivered) {
            redelivered++;
        }
        recorder.record(hand);
    }

    private void finished(Held hand) {
        if (hand.timed) {
            handlings.add(System.nanoTime() - hand.since);
        }
        hand.message = null;
    }

    /** What a thread receives from now on is to be taken back when the run ends. */
    void enterHand(Held hand) {
        enter();
        held.add(hand);
        leave();
    }

    /** The thread has ended: what it has in hand is finished if it ended well, else it waits for {@link #takeBack}. */
    void leaveHand(Held hand, boolean well) {
        enter();
        if (well && hand.message != null) {
            finished(hand);
        }
        if (hand.message == null) {
            held.remove(hand);
        }
        leave();
    }

    /** Finishes a delivery; does nothing and returns false when it has gone back. */
    boolean done(Held hand) {
        enter();
        boolean mine = hand.message != null && held.remove(hand);
        if (mine) {
            finished(hand);
            deliveries--;
            taken = deliveries;
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
        List<Message> messages = held.stream()
                .filter(hand -> hand.run == run && hand.message != null)
                .map(hand -> hand.message)
                .toList();
        leave();
        return messages;
    }

    /** Returns the unfinished messages of a run to the head, in order. What its threads finish later counts no more. */
    void takeBack(ModuleRun run) {
        enter();
        returnHeld(hand -> hand.run == run);
        leave();
        sleepers.wakeAll();
        room.wakeAll();
    }

    private void returnHeld(Predicate<Held> fits) {
        List<Held> back = held.stream()
                .filter(fits)
                .filter(hand -> hand.message != null)
                .sorted(Comparator.comparingLong(hand -> -hand.place))
                .toList();
        for (Held hand : back) {
            head.addFirst(Envelope.returned(hand));
            hand.message = null;
        }
        held.removeIf(fits);
        deliveries = (int) held.stream().filter(hand -> hand.delivery).count();
        taken = deliveries;
        returned = head.size();
    }

    /** Empties the mailbox and all hands. To be called by who has the turn. Returns the number of messages dropped. */
    int empty(Keeper keeps) {
        returnHeld(hand -> true);
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
        dropped += lost;
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
        received = counts.received();
        redelivered = counts.redelivered();
        dropped = counts.dropped();
        leave();
    }

    /** How full it is at one moment, and what it has carried. */
    record Figures(int depth, Counts counts, Timing waited, Timing handling, Duration busy) {}

    Figures figures() {
        enter();
        try {
            long now = System.nanoTime();
            long oldest = now;
            for (Held hand : held) {
                if (hand.message != null) {
                    oldest = Math.min(oldest, hand.since);
                }
            }
            return new Figures(
                    waiting(),
                    new Counts(received, redelivered, dropped),
                    waits.timing(),
                    handlings.timing(),
                    Duration.ofNanos(now - oldest));
        } finally {
            leave();
        }
    }

    /** What was handed out of late. */
    List<Hop> recorded() {
        enter();
        try {
            return recorder.hops();
        } finally {
            leave();
        }
    }
}
