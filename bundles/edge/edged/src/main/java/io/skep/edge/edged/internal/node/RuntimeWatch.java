package io.skep.edge.edged.internal.node;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.node.NodeObject.RuntimeState;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Whether the node can run pods: at least one runtime is ready, and so is each one that has been before. One that is being swapped or started anew is
 * forgiven for half a minute.
 */
public final class RuntimeWatch {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CRI = "cri";

    private final Supplier<Map<String, PodRuntime>> runtimes;
    private final Map<String, Seen> seen = new TreeMap<>();

    private record Seen(String version, Instant when) {}

    /** @param runtimes by handler word */
    public RuntimeWatch(Supplier<Map<String, PodRuntime>> runtimes) {
        this.runtimes = runtimes;
    }

    /** @param now by the steady clock */
    synchronized RuntimeState state(Instant now) {
        Map<String, PodRuntime> present = runtimes.get();
        String message = present.isEmpty() && seen.isEmpty() ? "no pod runtime has been seen yet" : "";
        Set<String> handlers = new TreeSet<>(present.keySet());
        handlers.addAll(seen.keySet());
        for (String handler : handlers) {
            RuntimeCondition condition = condition(present.get(handler));
            if (condition.ready()) {
                seen.put(handler, new Seen(condition.version(), now));
            } else if (seen.isEmpty() || isMissed(handler, now)) {
                message = "runtime " + handler + " is not ready: " + condition.message();
            }
        }
        boolean ready = !seen.isEmpty() && seen.keySet().stream().noneMatch(handler -> isMissed(handler, now));
        return new RuntimeState(ready, version(), ready ? "" : message, Set.copyOf(seen.keySet()));
    }

    private boolean isMissed(String handler, Instant now) {
        Seen last = seen.get(handler);
        return last != null && !now.isBefore(last.when().plus(PATIENCE));
    }

    private static RuntimeCondition condition(PodRuntime runtime) {
        if (runtime == null) {
            return new RuntimeCondition(false, "", "it is not there");
        }
        try {
            return runtime.condition();
        } catch (SkepException e) {
            return new RuntimeCondition(false, "", e.getMessage());
        }
    }

    private String version() {
        Seen best = seen.getOrDefault(CRI, seen.values().stream().findFirst().orElse(null));
        return best == null ? "osgi://unknown" : best.version();
    }
}
