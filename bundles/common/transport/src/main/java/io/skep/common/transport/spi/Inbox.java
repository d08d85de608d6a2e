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

    private final Consumer<Boolean> reading;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean paused;
    private String endReason;

    /** @param reading told false to pause, true to go on */
    public Inbox(Consumer<Boolean> reading) {
        this.reading = reading;
    }

    /** Takes over the message. */
    public void add(ByteBuf message) {
        lock.lock();
        try {
            if (endReason != null) {
                message.release();
                return;
            }
            waiting.add(message);
            bytes += message.readableBytes();
            if (!paused && (waiting.size() > MAX_MESSAGES || bytes > MAX_BYTES)) {
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
                waiting.forEach(ByteBuf::release);
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
            ByteBuf next = waiting.poll();
            if (next == null) {
                return Optional.empty();
            }
            bytes -= next.readableBytes();
            if (paused && waiting.size() <= MAX_MESSAGES / 2 && bytes <= MAX_BYTES / 2) {
                paused = false;
                reading.accept(true);
            }
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
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
