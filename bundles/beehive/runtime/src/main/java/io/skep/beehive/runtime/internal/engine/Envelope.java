package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Message;
import java.util.OptionalLong;

/** A message on its way through one mailbox. The mutable fields are guarded by the mailbox's lock. */
final class Envelope {

    final Message message;

    /** {@link System#nanoTime()} after which the request must not be executed; empty for a message that nobody waits for. */
    final OptionalLong deadline;

    /** Place in the mailbox, given once at arrival. */
    long place;

    boolean redelivered;

    /** The run that holds the message unfinished, else null. */
    ModuleRun holder;

    Envelope(Message message, OptionalLong deadline) {
        this.message = message;
        this.deadline = deadline;
    }

    boolean isLate() {
        return deadline.isPresent() && deadline.getAsLong() - System.nanoTime() <= 0;
    }
}
