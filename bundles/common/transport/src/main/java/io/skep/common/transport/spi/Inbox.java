package io.skep.common.transport.spi;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What came and is not handled yet: filled on the event loop, emptied by the link's thread. Says when reading should pause and go on; messages
 * that are already decoded when it pauses are still taken.
 */
public final class Inbox {

    private static final int MAX_MESSAGES = 64;
    private static final int MAX_BYTES = 1024 * 1024;

    /** A message and the bytes that it took on its way. */
    private record Waiting(ByteBuf message, long cost) {}

    private final Consumer<Boolean> reading;
    private final Budget.Share share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean paused;
    private String endReason;

    /**
     * @param reading told false to pause, true to go on
     * @param share what is freed when a message is taken
     */
    public Inbox(Consumer<Boolean> reading, Budget.Share share) {
        this.reading = reading;
        this.share = share;
    }

    /** Takes over the message. */
    public void add(ByteBuf message, long cost) {
        lock.lock();
        try {
            if (endReason != null) {
                message.release();
                return;
            }
            waiting.add(new Waiting(message, cost));
            bytes += message.readableBytes();
            if (!paused && (waiting.size() > MAX_MESSAGES || bytes > MAX_BYTES || share.isTight())) {
                paused = true;
                reading.accept(false);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing follows. The first reason counts.
     *
     * @param drop forget what waits
     */
    public void end(String reason, boolean drop) {
        lock.lock();
        try {
            if (endReason == null) {
                endReason = reason;
            }
            if (drop) {
                waiting.forEach(left -> left.message.release());
                waiting.clear();
                bytes = 0;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next message, to be released by the caller; empty at the end. */
    public Optional<ByteBuf> take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && endReason == null) {
                changed.await();
            }
            Waiting next = waiting.poll();
            if (next == null) {
                return Optional.empty();
            }
            share.free(next.cost);
            bytes -= next.message.readableBytes();
            if (paused && mayGoOn()) {
                paused = false;
                reading.accept(true);
            }
            return Optional.of(next.message);
        } finally {
            lock.unlock();
        }
    }

    private boolean mayGoOn() {
        return waiting.isEmpty() || waiting.size() <= MAX_MESSAGES / 2 && bytes <= MAX_BYTES / 2 && !share.isTight();
    }

    /** True while nothing is read from the socket. */
    public boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    /** Why it ended; empty text before that. */
    public String endReason() {
        lock.lock();
        try {
            return endReason == null ? "" : endReason;
        } finally {
            lock.unlock();
        }
    }
}
