package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Message;

/** A message with what its mailbox has to know of it. Most messages wait without one. */
final class Envelope {

    final Message message;

    /** Whether somebody waits for an answer, up to {@link #deadline}. */
    final boolean limited;

    /** {@link System#nanoTime()} after which a limited request must not be executed. */
    final long deadline;

    /** Whether {@link #sentAt} was taken. */
    final boolean timed;

    final long sentAt;

    /** The module that sent it, empty if that is not known. */
    final String from;

    /** Whether a run had it in hand that did not finish it. */
    final boolean redelivered;

    private Envelope(
            Message message,
            boolean limited,
            long deadline,
            boolean timed,
            long sentAt,
            String from,
            boolean redelivered) {
        this.message = message;
        this.limited = limited;
        this.deadline = deadline;
        this.timed = timed;
        this.sentAt = sentAt;
        this.from = from;
        this.redelivered = redelivered;
    }

    /** A message whose time in the mailbox is measured. */
    static Envelope timed(Message message, long sentAt, String from) {
        return new Envelope(message, false, 0, true, sentAt, from, false);
    }

    /** The request of a call. */
    static Envelope request(Message message, long deadline, String from) {
        return new Envelope(message, true, deadline, true, System.nanoTime(), from, false);
    }

    /** A message of the former bus. */
    static Envelope former(Message message, boolean redelivered) {
        return new Envelope(message, false, 0, false, 0, "", redelivered);
    }

    /** What returns to the mailbox unfinished. */
    static Envelope returned(Held held) {
        return new Envelope(held.message, held.limited, held.deadline, false, 0, held.from, true);
    }

    boolean isLate() {
        return limited && deadline - System.nanoTime() <= 0;
    }

    static Message message(Object item) {
        return item instanceof Envelope envelope ? envelope.message : (Message) item;
    }
}
