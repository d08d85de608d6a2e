package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;

/** A sync call that waits for answers. An answer that was accepted is never lost. */
interface PendingCall {

    MessageId id();

    /**
     * Takes an answer.
     *
     * @param responder name of the answering module; a module that was not asked may answer for one that was
     * @return false when nobody waits for it any more, or when the module has answered before
     */
    boolean answer(String responder, Message answer);

    /** Waits no longer for a module that was stopped for good. */
    void forget(String module);

    /** Ends the call because its caller has to stop. */
    void stop();

    /** Ends the call because the bus is replaced. */
    void replaced();

    /** {@link System#nanoTime()} at which {@link #expire} is due; {@link Long#MAX_VALUE} when the call sees to that itself. */
    long dueAt();

    /** Ends the call because its deadline has passed. */
    void expire();

    static BusException stopped(MessageId id, String module) {
        return new BusException(
                BusError.UNKNOWN_MODULE,
                "The call " + id + " to module " + module
                        + " got no answer: the module was stopped by configuration or uninstalled.");
    }

    static BusException replaced(MessageId id) {
        return new BusException(
                BusError.BUS_REPLACED,
                "The call " + id
                        + " got no answer because the bus is replaced: a module that had it in hand may have carried it out,"
                        + " nobody will do so any more.");
    }

    static BusException late(MessageId id, String target, int came, int wanted) {
        return new BusException(
                BusError.TIMEOUT,
                "The call " + id + " to " + target + " was not answered in time: " + came + " of " + wanted
                        + " answers came.");
    }
}
