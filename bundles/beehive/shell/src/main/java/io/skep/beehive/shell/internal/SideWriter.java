package io.skep.beehive.shell.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a channel on a thread of its own: one that is interrupted while it writes, such as that of a command which is to end, would close
 * the channel. What is given to one call of {@code write} is written as a whole or, when the caller is interrupted, not at all.
 */
final class SideWriter extends OutputStream {

    private static final Logger LOG = LoggerFactory.getLogger(SideWriter.class);

    /** How many pieces may wait; then writers wait. */
    private static final int ROOM = 16;

    private static final byte[] END = new byte[0];

    private final OutputStream channel;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(ROOM);
    private final Thread writer;
    private volatile boolean ended;

    SideWriter(OutputStream channel, String name) {
        this.channel = channel;
        this.writer = Thread.ofVirtual().name(name + "/writer").start(this::writeAll);
    }

    private void writeAll() {
        try {
            for (byte[] next = waiting.take(); next.length > 0; next = waiting.take()) {
                channel.write(next);
                channel.flush();
            }
        } catch (InterruptedException | IOException e) {
            LOG.debug("{} ends: {}", writer.getName(), e.getMessage());
        } finally {
            ended = true;
            waiting.clear();
        }
    }

    @Override
    public void write(int b) throws IOException {
        put(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            put(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    private void put(byte[] piece) throws IOException {
        if (ended) {
            throw new IOException("the client is gone");
        }
        try {
            waiting.put(piece);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Waits until all is written; nothing can be written after that. */
    void finish() throws IOException, InterruptedException {
        put(END);
        writer.join();
    }

    /** Ends it, whatever waits. */
    @Override
    public void close() {
        ended = true;
        writer.interrupt();
    }
}
