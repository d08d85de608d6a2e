package io.skep.beehive.socket.internal;

import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.socket.internal.Seqpacket.Sent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The thread of a connection that sends, and finds out what the other side has read: a platform thread, because it calls the C library. */
final class PacketWriter {

    /** Packets that may be on their way before the modules wait. */
    static final int WINDOW = 64;

    private static final Duration FIRST_LOOK = Duration.ofMillis(1);
    private static final Duration RAREST_LOOK = Duration.ofMillis(64);
    private static final Duration SETTLE_LIMIT = Duration.ofMillis(500);

    private final Seqpacket socket;
    private final InstantSource clock;
    private final Consumer<Outgoing> tooLarge;
    private final InFlight inFlight = new InFlight();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Outgoing> queue = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean ending;
    private Duration pause = FIRST_LOOK;

    /** @param tooLarge is told of what the kernel does not take because of its size */
    PacketWriter(Seqpacket socket, String name, InstantSource clock, Consumer<Outgoing> tooLarge) {
        this.socket = socket;
        this.clock = clock;
        this.tooLarge = tooLarge;
        this.thread = Thread.ofPlatform().daemon().name(name + "-out").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    InFlight inFlight() {
        return inFlight;
    }

    /** Puts a packet in the queue. One of a module waits until there is room; an answer goes in also on a thread that is interrupted. */
    void put(Outgoing packet) throws InterruptedException {
        lock.lock();
        try {
            while (!packet.isAnswer() && queue.size() + inFlight.unread() >= WINDOW) {
                changed.await();
            }
            queue.addLast(packet);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what a run of a module has put and what was not sent yet. */
    void withdraw(ModuleContext run) {
        lock.lock();
        try {
            queue.removeIf(packet -> run.equals(packet.run()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                look();
                Optional<Outgoing> next = next();
                goesOn = next.isPresent() ? send(next.get()) : !isOver();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            return ending && queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The next packet, in flight from now on; empty when it is time to look at the other side, or to end. */
    private Optional<Outgoing> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (ending) {
                queue.removeIf(packet -> !packet.isAnswer());
            } else if (queue.isEmpty()) {
                rest();
                return Optional.empty();
            }
            Optional<Outgoing> next = Optional.ofNullable(queue.pollFirst());
            next.ifPresent(inFlight::sent);
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void rest() throws InterruptedException {
        Optional<Duration> limit = inFlight.unread() > 0 ? Optional.of(pause) : inFlight.expire(clock.instant());
        if (limit.isEmpty()) {
            changed.await();
        } else {
            changed.await(limit.get().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Returns false when the connection has ended. */
    private boolean send(Outgoing packet) {
        pause = FIRST_LOOK;
        Sent sent = socket.send(packet.packet(), () -> !ending);
        if (sent == Sent.TAKEN) {
            return true;
        }
        inFlight.withdraw(packet);
        if (sent == Sent.TOO_LARGE) {
            tooLarge.accept(packet);
            return true;
        }
        socket.endReading();
        return false;
    }

    /** Before the next packet is in flight; those before it are most likely to have been read by then. */
    private void look() {
        if (inFlight.unread() == 0) {
            return;
        }
        if (!socket.isAllRead()) {
            pause = pause.compareTo(RAREST_LOOK) < 0 ? pause.multipliedBy(2) : pause;
            return;
        }
        lock.lock();
        try {
            inFlight.allRead(clock.instant());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the thread, after the answers that wait; then gives the other side a moment to read what it was sent, so that it is not sent to it
     * again by the next connection.
     */
    void end() throws InterruptedException {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join();
        long limit = System.nanoTime() + SETTLE_LIMIT.toNanos();
        look();
        while (inFlight.unread() > 0 && System.nanoTime() - limit < 0 && !socket.hasEnded()) {
            LockSupport.parkNanos(FIRST_LOOK.toNanos());
            look();
        }
    }
}
