package io.skep.common.transport.internal;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Lets senders wait until the socket takes more. */
final class WriteGate {

    /** A peer that takes nothing for so long is given up. */
    private static final long MAX_NANOS = Duration.ofSeconds(60).toNanos();

    private final Channel channel;
    private final BooleanSupplier closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    WriteGate(Channel channel, BooleanSupplier closed) {
        this.channel = channel;
        this.closed = closed;
    }

    /** To be called when the channel's writability changed or the link was closed. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** False when the peer took nothing for a minute; true when the socket takes more or is closed. */
    boolean await() throws InterruptedException {
        if (channel.isWritable()) {
            return true;
        }
        lock.lock();
        try {
            long left = MAX_NANOS;
            while (!channel.isWritable() && channel.isActive() && !closed.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
