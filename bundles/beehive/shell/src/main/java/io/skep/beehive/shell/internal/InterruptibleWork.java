package io.skep.beehive.shell.internal;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** Pieces of work of one thread, one after another; each can be interrupted without harm to the next one. Thread-safe. */
final class InterruptibleWork {

    private final ReentrantLock lock = new ReentrantLock();
    private Thread working;
    private boolean interrupted;
    private volatile boolean closed;

    /** Does a piece of work on the calling thread. */
    int run(IntSupplier piece) {
        lock.lock();
        try {
            working = Thread.currentThread();
            interrupted = false;
        } finally {
            lock.unlock();
        }
        try {
            return piece.getAsInt();
        } finally {
            end();
        }
    }

    private void end() {
        lock.lock();
        try {
            working = null;
            if (interrupted && !closed) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the piece that is under way, if there is one. */
    void interrupt() {
        lock.lock();
        try {
            if (working != null) {
                interrupted = true;
                working.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the piece that is under way was asked to end. */
    boolean isInterrupted() {
        lock.lock();
        try {
            return interrupted;
        } finally {
            lock.unlock();
        }
    }

    /** No further piece is to begin; an interrupt from now on is left to the thread. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
