package io.skep.beehive.shell.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** The server's side of a connection: output, errors and the end of each request, as frames, each with one write. Thread-safe. */
final class Frames {

    private static final int LONGEST = 65_536;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    Frames(OutputStream out) {
        this.out = out;
    }

    /** A stream whose flushes become frames of this kind. */
    PrintStream stream(char kind) {
        return new PrintStream(new FrameStream(kind), true, StandardCharsets.UTF_8);
    }

    void error(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        write('e', bytes, Math.min(bytes.length, LONGEST));
    }

    void end(int status) throws IOException {
        lock.lock();
        try {
            out.write(("x " + status + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private void write(char kind, byte[] bytes, int length) throws IOException {
        lock.lock();
        try {
            byte[] head = (kind + " " + length + "\n").getBytes(StandardCharsets.US_ASCII);
            byte[] frame = Arrays.copyOf(head, head.length + length);
            System.arraycopy(bytes, 0, frame, head.length, length);
            out.write(frame);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private final class FrameStream extends OutputStream {

        private final char kind;
        private final byte[] buffer = new byte[LONGEST];
        private int used;

        FrameStream(char kind) {
            this.kind = kind;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            if (used == buffer.length) {
                flush();
            }
            buffer[used++] = (byte) b;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (used == buffer.length) {
                    flush();
                }
                int part = Math.min(length - done, buffer.length - used);
                System.arraycopy(bytes, offset + done, buffer, used, part);
                used += part;
                done += part;
            }
        }

        /** What an interrupted thread cannot write stays for the next one: it may be another one's. */
        @Override
        public synchronized void flush() throws IOException {
            if (used > 0) {
                Frames.this.write(kind, buffer, used);
                used = 0;
            }
        }
    }
}
