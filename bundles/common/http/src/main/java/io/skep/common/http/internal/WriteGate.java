package io.skep.common.http.internal;

import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets writers wait until the socket takes more. */
final class WriteGate {

    private final Channel channel;
    private final long maxNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** @param max a client that takes nothing for so long is disconnected */
    WriteGate(Channel channel, Duration max) {
        this.channel = channel;
        this.maxNanos = max.toNanos();
    }

    /** To be called when the channel's writability changed or it was closed. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @throws IOException when the client is gone, or was disconnected because it does not read */
    void await() throws IOException {
        if (channel.isWritable()) {
            return;
        }
        lock.lock();
        try {
            long left = maxNanos;
            while (!channel.isWritable() && channel.isActive()) {
                if (left <= 0) {
                    channel.close();
                    throw new IOException("the client does not read");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the writer was told to stop", e);
        } finally {
            lock.unlock();
        }
        if (!channel.isActive()) {
            throw new IOException("the client is gone");
        }
    }
}
