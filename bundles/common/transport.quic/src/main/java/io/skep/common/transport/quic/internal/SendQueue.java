package io.skep.common.transport.quic.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the stream. Any thread adds; the event loop writes all that waits as one piece, so that small messages share packets. A QUIC stream does not
 * count what is written to it from other threads, so this does.
 */
final class SendQueue {

    private static final long HIGH = 128 * 1024;
    private static final long LOW = 64 * 1024;
    private static final int PIECE = 256 * 1024;

    private final Channel stream;
    private final long patience;
    private final Queue<ByteBuf> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger waiters = new AtomicInteger();
    private final AtomicBoolean planned = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean closed;

    /** @param patience a peer that takes nothing for so long is given up */
    SendQueue(Channel stream, Duration patience) {
        this.stream = stream;
        this.patience = patience.toNanos();
    }

    /** False when the peer took nothing for too long; true when there is room or the queue is closed. */
    boolean await() throws InterruptedException {
        if (bytes.get() <= HIGH || closed) {
            return true;
        }
        waiters.incrementAndGet();
        lock.lock();
        try {
            long least = bytes.get();
            long left = patience;
            while (bytes.get() > LOW && !closed) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
                if (bytes.get() < least) {
                    least = bytes.get();
                    left = patience;
                }
            }
            return true;
        } finally {
            lock.unlock();
            waiters.decrementAndGet();
        }
    }

    /** Takes over the bytes. False when the queue is closed. */
    boolean add(ByteBuf frame) {
        int size = frame.readableBytes();
        bytes.addAndGet(size);
        waiting.add(frame);
        if (closed) {
            drop();
            return false;
        }
        return plan();
    }

    private boolean plan() {
        if (planned.compareAndSet(false, true)) {
            try {
                stream.eventLoop().execute(this::write);
            } catch (RejectedExecutionException e) {
                close();
                return false;
            }
        }
        return true;
    }

    /** On the event loop. */
    private void write() {
        planned.set(false);
        ByteBuf piece = null;
        for (ByteBuf next = waiting.poll(); next != null; next = waiting.poll()) {
            while (next.isReadable()) {
                if (piece == null) {
                    piece = stream.alloc().directBuffer(Math.min(PIECE, next.readableBytes()), PIECE);
                }
                piece.writeBytes(next, Math.min(PIECE - piece.readableBytes(), next.readableBytes()));
                if (piece.readableBytes() == PIECE) {
                    send(piece);
                    piece = null;
                }
            }
            next.release();
        }
        if (piece != null) {
            send(piece);
        }
    }

    private void send(ByteBuf piece) {
        int size = piece.readableBytes();
        stream.writeAndFlush(piece).addListener(done -> {
            bytes.addAndGet(-size);
            if (waiters.get() > 0) {
                signal();
            }
        });
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** On the event loop: writes what waits and takes nothing more. */
    void finish() {
        closed = true;
        write();
        signal();
    }

    /** Nothing more is taken; who waits goes on. What has not been written is dropped. */
    void close() {
        closed = true;
        drop();
        signal();
    }

    private void drop() {
        for (ByteBuf next = waiting.poll(); next != null; next = waiting.poll()) {
            bytes.addAndGet(-next.readableBytes());
            next.release();
        }
    }
}
