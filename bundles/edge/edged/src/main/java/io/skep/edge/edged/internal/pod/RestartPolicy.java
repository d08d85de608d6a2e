package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.edged.internal.pod.Ledger.Exit;

/** Whether the containers of a pod are started again. */
enum RestartPolicy {
    ALWAYS,
    ON_FAILURE,
    NEVER;

    static RestartPolicy of(JsonNode pod) {
        return switch (pod.path("spec").path("restartPolicy").asText("Always")) {
            case "Never" -> NEVER;
            case "OnFailure" -> ON_FAILURE;
            default -> ALWAYS;
        };
    }

    boolean restarts(Exit exit, boolean init) {
        return switch (this) {
            case NEVER -> false;
            case ON_FAILURE -> !exit.isGood();
            case ALWAYS -> !init || !exit.isGood();
        };
    }

    /** A container that ended and is to stay so. */
    boolean isDone(Entry entry, boolean init) {
        return !entry.running()
                && !entry.again()
                && entry.last().isPresent()
                && !restarts(entry.last().get(), init);
    }
}
