package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.Message;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a link is still the newest one. Over a newer link the cloud tells again what was not acknowledged, so that an older version that comes over the one
 * before must not be handed on any more. Thread-safe.
 */
final class Succession {

    private final Lock order = new ReentrantLock();
    private boolean over;

    /** Hands a message on. */
    interface Dispatch {
        void run() throws InterruptedException;
    }

    /** Hands the message on, unless a newer link tells it again. */
    void dispatch(Message message, Dispatch dispatch) throws InterruptedException {
        order.lockInterruptibly();
        try {
            if (!over || !Downstream.isRepeated(message)) {
                dispatch.run();
            }
        } finally {
            order.unlock();
        }
    }

    /** A newer link is there; returns when nothing is being handed on for this one. */
    void end() throws InterruptedException {
        order.lockInterruptibly();
        try {
            over = true;
        } finally {
            order.unlock();
        }
    }
}
