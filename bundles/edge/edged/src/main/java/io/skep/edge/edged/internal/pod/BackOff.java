package io.skep.edge.edged.internal.pod;

import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.edged.internal.pod.Ledger.Exit;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the containers of a pod that have ended wait for their next start. The time of an end is the wall clock's, so it is looked at once; from
 * then on the steady clock counts, and never more than one pause. One thread uses it.
 */
final class BackOff {

    private final Map<String, Wait> waits = new HashMap<>();

    private record Wait(Exit after, Instant until) {}

    /** By the steady clock. */
    Instant until(String container, Entry entry, Moment now) {
        if (entry.last().isEmpty()) {
            return Instant.MIN;
        }
        Exit last = entry.last().get();
        Wait known = waits.get(container);
        if (known == null || !known.after().equals(last)) {
            known = new Wait(last, now.steadily(last.finishedAt()).plus(entry.pause()));
            waits.put(container, known);
        }
        return known.until();
    }
}
