package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import java.util.List;

/**
 * What a bus leaves to the one that replaces it.
 *
 * @param lateAnswers answers that nobody waited for, counted on by the successor
 */
public record BusState(long lateAnswers, List<Box> boxes) {

    public BusState {
        boxes = List.copyOf(boxes);
    }

    /** Messages in all mailboxes. */
    public int size() {
        return boxes.stream().mapToInt(box -> box.letters().size()).sum();
    }

    /**
     * One module name.
     *
     * @param state PARKED, EXPECTED or STOPPED; QUARANTINED when threads of the module are left
     * @param stuck those threads
     * @param letters what is in the mailbox, in order
     */
    public record Box(
            String name,
            String group,
            State state,
            String lastError,
            int restarts,
            Counts counts,
            List<Thread> stuck,
            List<Letter> letters) {

        public Box {
            stuck = List.copyOf(stuck);
            letters = List.copyOf(letters);
        }
    }

    /** What a mailbox has carried since its name is known. */
    public record Counts(long received, long redelivered, long dropped) {}

    /** A message that waits for its module. */
    public record Letter(Message message, boolean redelivered) {}
}
