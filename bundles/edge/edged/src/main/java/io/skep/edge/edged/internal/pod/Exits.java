package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.edged.internal.pod.Ledger.Exit;
import io.skep.edge.edged.internal.pod.Ledger.Stage;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings a pod's ledger to what the runtime shows, by the numbers of the attempts: what was started and what ended, also with an earlier edged or an
 * earlier process. So each start and each end is counted once, wherever the process was killed.
 */
final class Exits {

    private static final int KILLED = 137;

    private final Ledger ledger;
    private final TerminationMessages messages;

    Exits(Ledger ledger, TerminationMessages messages) {
        this.ledger = ledger;
        this.messages = messages;
    }

    /** To be called only with what a runtime said, never when it could not be asked. Returns whether something has changed. */
    boolean observe(JsonNode pod, Sight sight, Instant now) {
        boolean changed = false;
        for (JsonNode container : PodSpec.all(pod)) {
            String name = PodSpec.name(container);
            Entry before = ledger.get(name);
            Optional<ContainerState> state = sight.find(name);
            Entry after = ended(started(before, state), pod, container, state, now);
            if (!after.equals(before)) {
                ledger.put(name, after);
                changed = true;
            }
        }
        return changed;
    }

    /** A start that nobody saw through: the runtime knows whether it came about. */
    private static Entry started(Entry entry, Optional<ContainerState> state) {
        int attempt = state.map(ContainerState::attempt).orElse(-1);
        boolean made = entry.stage() == Stage.STARTING
                && state.filter(known -> known.phase() == Phase.STARTING).isPresent();
        if (attempt >= entry.starts() && !made) {
            return entry.started(attempt);
        }
        return entry.stage() == Stage.STARTING ? entry.withdrawn() : entry;
    }

    private Entry ended(Entry entry, JsonNode pod, JsonNode container, Optional<ContainerState> state, Instant now) {
        if (!entry.running()) {
            return entry;
        }
        if (state.isEmpty() || state.get().attempt() < entry.starts() - 1) {
            return entry.lost(lost(pod, now));
        }
        if (state.get().phase() != Phase.EXITED) {
            return entry;
        }
        ContainerState end = state.get();
        String said = messages.read(container, end);
        return entry.ended(new Exit(
                end.id(),
                end.imageId(),
                end.exitCode(),
                end.reason(),
                said.isEmpty() ? end.message() : said,
                end.startedAt(),
                end.finishedAt()));
    }

    private static Exit lost(JsonNode pod, Instant now) {
        boolean bundle = Runtimes.handler(pod).equals(Runtimes.OSGI);
        return new Exit(
                "",
                "",
                KILLED,
                bundle ? "Error" : "ContainerStatusUnknown",
                bundle
                        ? "it ended with the agent's process"
                        : "The container could not be located: it ended with the runtime's state or with the machine",
                now,
                now);
    }
}
