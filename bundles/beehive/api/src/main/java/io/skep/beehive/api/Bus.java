package io.skep.beehive.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
     * @param restarts times that {@code run} was started again after a failure
     * @param lastError one line, empty if none
     * @param since when it came to its present state
     * @param bundle symbolic name and version of its bundle, empty while parked or expected
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
            int restarts,
            String lastError,
            Instant since,
            String bundle) {}
}
