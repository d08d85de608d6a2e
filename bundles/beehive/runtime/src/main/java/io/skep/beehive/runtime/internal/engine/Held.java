package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Message;

/** What one thread of a module, or one delivery, has in hand; used again for each message of a thread. Guarded by the mailbox's turn. */
final class Held {

    final ModuleRun run;

    /** Whether it is in hand until it is said to be done, else until its thread asks for the next one. */
    final boolean delivery;

    /** Null once it is finished or has gone back. */
    Message message;

    boolean limited;
    long deadline;
    boolean redelivered;
    String from = "";

    /** Order of receipt. */
    long place;

    /** Whether {@link #sentAt} was taken, and {@link #since} and {@link #waitedNanos} are of this message. */
    boolean timed;

    long sentAt;
    long since;
    long waitedNanos;

    Held(ModuleRun run, boolean delivery) {
        this.run = run;
        this.delivery = delivery;
    }

    void take(Object item, long place) {
        this.place = place;
        if (item instanceof Envelope envelope) {
            message = envelope.message;
            limited = envelope.limited;
            deadline = envelope.deadline;
            redelivered = envelope.redelivered;
            from = envelope.from;
            timed = envelope.timed;
            sentAt = envelope.sentAt;
        } else {
            message = (Message) item;
            limited = false;
            redelivered = false;
            from = "";
            timed = false;
        }
        waitedNanos = 0;
    }
}
