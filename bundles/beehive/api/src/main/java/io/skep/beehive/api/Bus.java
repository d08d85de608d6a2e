package io.skep.beehive.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bus as its administrator sees it; registered as a service by beehive.runtime. When that bundle is swapped the service goes and another one
 * comes; sends and calls by the old one then throw {@code BUS_REPLACED}: they were not taken, or have no answer.
 */
@ProviderType
public interface Bus {

    /** Framework property with the names of the running feature set's modules, comma-separated {@code name/group}. */
    String KNOWN_MODULES = "skep.modules";

    /** Every known module, by name. */
    List<ModuleInfo> modules();

    Optional<ModuleInfo> findModule(String name);

    /** As {@link ModuleContext#send}, from outside of any module. */
    void send(String module, Message message) throws InterruptedException;

    /** As {@link ModuleContext#sendSync}, from outside of any module. */
    Message sendSync(String module, Message message, Duration timeout) throws InterruptedException;

    /** As {@link ModuleContext#sendToGroup}, from outside of any module. */
    void sendToGroup(String group, Message message) throws InterruptedException;

    /** As {@link ModuleContext#respond}, from outside of any module. */
    boolean respond(Message response);

    /** Answers that nobody waited for (any more) since the bus is up. */
    long lateAnswers();

    /**
     * Stops and starts {@link Module#run} of one module, also out of quarantine; its mailbox is kept.
     *
     * @throws BusException {@code UNKNOWN_MODULE}; {@code NOT_RUNNING} when no active bundle provides the module; {@code MODULE_STUCK}
     */
    void restart(String module);

    /**
     * Stops {@link Module#run} of one module and keeps its mailbox: senders may fill it and then wait, see {@code MAILBOX_FULL}. Until
     * {@link #restart}, or until its bundle is started or updated. Does nothing when the module is parked already.
     *
     * @throws BusException {@code UNKNOWN_MODULE}; {@code NOT_RUNNING} when no active bundle provides the module; {@code MODULE_STUCK}
     */
    void park(String module);

    /**
     * As {@link #park}, for a module that does harm: its state says so, and the reason is its last error.
     *
     * @param reason one sentence, for people
     */
    void quarantine(String module, String reason);

    /**
     * Follows messages from now on. A trace that nobody closes ends with the bus.
     *
     * @param to called on the threads of senders and receivers, in order for one message; must not block and not throw
     */
    Trace trace(TraceFilter filter, Consumer<Hop> to);

    /** The flight recorder: what the modules were handed of late, oldest first, {@code most} at most; without contents. */
    List<Hop> recorded(int most);

    /** A trace that is under way. */
    @ProviderType
    interface Trace extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * Which messages to follow; an empty text means any. All given texts must hold.
     *
     * @param id start of the id of the message; of an answer, of the message that it answers
     * @param module name of the module that sends or is sent to
     * @param resource part of the resource
     * @param contents whether hops carry the contents, secrets blotted out
     */
    record TraceFilter(String id, String module, String resource, boolean contents) {}

    /** What happened to a message. */
    enum HopKind {
        /** Put into the module's mailbox. */
        SENT,
        /** Handed to the module. */
        RECEIVED,
        /** Handed to the module once more, after a run that did not finish it. */
        REDELIVERED,
        /** The module has finished it. */
        DONE,
        /** The module's run failed with it in hand. */
        FAILED,
        /** An answer was given to the call that waited for it. */
        ANSWERED,
        /** A request was dropped because its deadline had passed, or an answer because nobody waited. */
        DROPPED
    }

    /**
     * One step of a message.
     *
     * @param module the module in whose mailbox or hands it is; for {@code ANSWERED}, the one that answered
     * @param from the module that sent it, empty if not known
     * @param waited time in the mailbox, zero if not measured
     * @param content start of the content as text, secrets blotted out; for the flight recorder its kind alone
     */
    record Hop(
            HopKind kind,
            Instant time,
            String module,
            String from,
            String id,
            String parentId,
            String source,
            String group,
            String operation,
            String resource,
            Duration waited,
            String content) {}

    /** Where a module stands. */
    enum State {
        /** Known from the feature set, its service has not come yet: its mailbox waits. */
        EXPECTED,
        RUNNING,
        /** Its bundle is stopped or being updated: its mailbox waits. */
        PARKED,
        /** {@code run} failed and will be started again after the backoff. */
        BACKOFF,
        /** {@code run} failed too often, or would not stop. */
        QUARANTINED,
        /** {@code run} returned by itself. */
        FINISHED,
        /** Stopped by configuration or uninstalled: sends to it throw. */
        STOPPED
    }

    /**
     * One module at one moment.
     *
     * @param depth messages in the mailbox
     * @param received messages handed to the module since it is known
     * @param redelivered messages handed over once more
     * @param dropped requests dropped because their deadline had passed
     * @param errors times that {@code run} or a forked thread failed
     * @param restarts times that {@code run} was started again after a failure
     * @param lastError one line, empty if none
     * @param since when it came to its present state
     * @param bundle symbolic name and version of its bundle, empty while parked or expected
     * @param waited time of messages in the mailbox
     * @param handling time from the receipt of a message until it was finished
     * @param busy how long the oldest message in hand has been there, zero if there is none
     * @param waitingSenders names of the modules that wait for room in the mailbox now
     */
    record ModuleInfo(
            String name,
            String group,
            State state,
            int depth,
            int capacity,
            long received,
            long redelivered,
            long dropped,
            long errors,
            int restarts,
            String lastError,
            Instant since,
            String bundle,
            Timing waited,
            Timing handling,
            Duration busy,
            List<String> waitingSenders) {

        private static final Duration LONG = Duration.ofMinutes(1);

        /** Why the module is not well, in a few words; empty when it is. */
        public String trouble() {
            return switch (state) {
                case EXPECTED -> "has not come";
                case PARKED -> "is parked";
                case BACKOFF, QUARANTINED -> lastError;
                case STOPPED, FINISHED -> "";
                case RUNNING -> slow();
            };
        }

        private String slow() {
            if (!waitingSenders.isEmpty()) {
                return "its mailbox is full, and " + String.join(", ", waitingSenders) + " wait for room";
            }
            return depth > 0 && busy.compareTo(LONG) > 0
                    ? "works on one message for " + busy.toSeconds() + " s while " + depth + " wait"
                    : "";
        }
    }

    /**
     * Times of a sample of the messages, about one of 64 under load, each one otherwise.
     *
     * @param samples number of times measured
     * @param p50Nanos median of the last ones
     * @param p99Nanos of the last ones
     * @param maxNanos of all
     * @param totalNanos sum of all
     */
    record Timing(long samples, long p50Nanos, long p99Nanos, long maxNanos, long totalNanos) {

        public static final Timing NONE = new Timing(0, 0, 0, 0, 0);
    }
}
