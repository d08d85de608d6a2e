package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.runtime.internal.engine.BusState.Counts;
import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The messages of one module: a bounded queue that keeps the order of each sender, and the messages that the module has received but not
 * finished. Those return to the head, in order, when the run that holds them ends.
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
        REPLACED
    }

    /** How a put ended. */
    enum Outcome {
        ACCEPTED,
        CLOSED,
        REPLACED,
        FULL,
        LATE
    }

    /** How full it is at one moment, and what it has carried. */
    record Figures(int depth, Counts counts) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Letters letters = new Letters();
    private final Supplier<BusSettings> settings;

    private Gate gate = Gate.WAITING;
    private ModuleRun reader;
    private long received;
    private long redelivered;
    private long dropped;

    Mailbox(Supplier<BusSettings> settings) {
        this.settings = settings;
    }

    private int capacity() {
        return settings.get().mailboxCapacity();
    }

    private long waitingLimit() {
        return settings.get().parkedSendLimit().toNanos();
    }

    /** Puts a message, waiting for room. {@code sender} is null for a caller outside of any module. */
    Outcome put(Envelope envelope, ModuleRun sender) throws InterruptedException {
        return put(envelope, sender, false);
    }

    /** As {@link #put}, for a message to a group: there is twice as much room, and the wait has its limit even while the module runs. */
    Outcome putOfGroup(Envelope envelope, ModuleRun sender) throws InterruptedException {
        return put(envelope, sender, true);
    }

    /** Puts a message to a group if that needs no waiting; {@code FULL} otherwise. */
    Outcome offerOfGroup(Envelope envelope) {
        lock.lock();
        try {
            return accept(envelope, true);
        } finally {
            lock.unlock();
        }
    }

    private Outcome put(Envelope envelope, ModuleRun sender, boolean group) throws InterruptedException {
        lock.lock();
        try {
            Outcome outcome = accept(envelope, group);
            if (outcome != Outcome.FULL) {
                return outcome;
            }
            if (sender != null) {
                sender.waitsAt(this);
            }
            try {
                return awaitRoom(envelope, sender, group);
            } finally {
                if (sender != null) {
                    sender.waitsNoMoreAt(this);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Outcome awaitRoom(Envelope envelope, ModuleRun sender, boolean group) throws InterruptedException {
        long giveUp = System.nanoTime() + waitingLimit();
        while (true) {
            Outcome outcome = accept(envelope, group);
            if (outcome != Outcome.FULL) {
                return outcome;
            }
            if (sender != null && sender.isStopping()) {
                throw new InterruptedException("module " + sender.name() + " has to stop");
            }
            long now = System.nanoTime();
            boolean limited = group || gate == Gate.WAITING;
            if (!limited) {
                giveUp = now + waitingLimit();
            }
            if (envelope.isLate()) {
                return Outcome.LATE;
            }
            if (limited && giveUp - now <= 0) {
                return Outcome.FULL;
            }
            long wait = limited ? giveUp - now : Long.MAX_VALUE;
            if (envelope.deadline.isPresent()) {
                wait = Math.min(wait, envelope.deadline.getAsLong() - now);
            }
            room.awaitNanos(wait);
        }
    }

    private Outcome accept(Envelope envelope, boolean group) {
        if (gate == Gate.CLOSED || gate == Gate.REPLACED) {
            return gate == Gate.CLOSED ? Outcome.CLOSED : Outcome.REPLACED;
        }
        if (letters.waiting() >= (group ? 2 * capacity() : capacity()) || letters.unfinished() > capacity()) {
            return Outcome.FULL;
        }
        letters.add(envelope);
        arrival.signal();
        return Outcome.ACCEPTED;
    }

    /**
     * Waits for the next message on behalf of a run.
     *
     * @param finished the message that the caller has finished by asking for the next one, or null
     * @throws InterruptedException when the run has to stop; {@code finished} is finished only if the run may still read
     */
    Envelope receive(ModuleRun run, Envelope finished) throws InterruptedException {
        lock.lock();
        try {
            checkReader(run);
            if (finished != null) {
                finish(finished, run);
            }
            while (true) {
                Envelope next = poll();
                if (next != null) {
                    return hand(next, run);
                }
                arrival.await();
                checkReader(run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void checkReader(ModuleRun run) throws InterruptedException {
        if (reader != run) {
            throw new InterruptedException("module " + run.name() + " has to stop");
        }
    }

    private Envelope poll() {
        while (true) {
            Envelope next = letters.poll();
            if (next == null) {
                return null;
            }
            signalRoom();
            if (!next.isLate()) {
                return next;
            }
            dropped++;
        }
    }

    private Envelope hand(Envelope next, ModuleRun run) {
        letters.hand(next, run);
        received++;
        if (next.redelivered) {
            redelivered++;
        }
        return next;
    }

    /** Finishes a message; does nothing when the run does not hold it any more. */
    void finish(Envelope envelope, ModuleRun run) {
        lock.lock();
        try {
            if (letters.finish(envelope, run)) {
                signalRoom();
            }
        } finally {
            lock.unlock();
        }
    }

    private void signalRoom() {
        if (letters.waiting() >= capacity() || letters.unfinished() >= capacity()) {
            room.signalAll();
        } else {
            room.signal();
        }
    }

    /** Lets a run read; the former reader, if any, has to stop. */
    void admit(ModuleRun run) {
        lock.lock();
        try {
            reader = run;
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the reading of a run: its receive throws. What it holds stays unfinished until {@link #takeBack}. */
    void dismiss(ModuleRun run) {
        lock.lock();
        try {
            if (reader == run) {
                reader = null;
                arrival.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the unfinished messages of a run to the head, in order. Its later calls of {@link #finish} do nothing. */
    void takeBack(ModuleRun run) {
        lock.lock();
        try {
            letters.takeBackIf(envelope -> envelope.holder == run);
            arrival.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Empties the mailbox for the bus that replaces this one and turns senders away. A request of a call is left out and counted as dropped: its
     * caller has been told that there is no answer.
     */
    List<Letter> handOver() {
        lock.lock();
        try {
            gate = Gate.REPLACED;
            room.signalAll();
            letters.takeBackIf(envelope -> true);
            List<Letter> kept = letters.keepable();
            dropped += letters.clear() - kept.size();
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what the mailbox of the former bus held, beyond the capacity if need be. To be called before the first put. */
    void takeOver(List<Letter> kept, Counts counts) {
        lock.lock();
        try {
            letters.addAll(kept);
            received = counts.received();
            redelivered = counts.redelivered();
            dropped = counts.dropped();
        } finally {
            lock.unlock();
        }
    }

    /** Changes what senders meet; closing empties the mailbox. Returns the number of messages that are lost by it. */
    int gate(Gate gate) {
        lock.lock();
        try {
            if (this.gate == Gate.REPLACED) {
                return 0;
            }
            this.gate = gate;
            room.signalAll();
            if (gate != Gate.CLOSED) {
                return 0;
            }
            int lost = letters.clear();
            dropped += lost;
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the senders that wait for room, so that one that has to stop notices it. */
    void wakeSenders() {
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Figures figures() {
        lock.lock();
        try {
            return new Figures(letters.waiting(), new Counts(received, redelivered, dropped));
        } finally {
            lock.unlock();
        }
    }
}
