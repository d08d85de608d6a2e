package io.skep.edge.edged.internal.node;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.node.NodeObject.RuntimeState;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Supplier;

/** Whether the node can run pods. A runtime that is being swapped is forgiven for half a minute. */
public final class RuntimeWatch {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Collection<PodRuntime>> runtimes;
    private RuntimeState last = new RuntimeState(false, "osgi://unknown", "no pod runtime has been seen yet");
    private Instant seen = Instant.MIN;

    public RuntimeWatch(Supplier<Collection<PodRuntime>> runtimes) {
        this.runtimes = runtimes;
    }

    synchronized RuntimeState state(Instant now) {
        RuntimeState current = current();
        if (current.ready()) {
            last = current;
            seen = now;
            return current;
        }
        if (seen.isAfter(Instant.MIN) && now.isBefore(seen.plus(PATIENCE))) {
            return last;
        }
        return new RuntimeState(false, last.version(), current.message());
    }

    private RuntimeState current() {
        String message = "no pod runtime is there";
        for (PodRuntime runtime : runtimes.get()) {
            try {
                RuntimeCondition condition = runtime.condition();
                if (condition.ready()) {
                    return new RuntimeState(true, condition.version(), "");
                }
                message = condition.message();
            } catch (SkepException e) {
                message = e.getMessage();
            }
        }
        return new RuntimeState(false, "", message);
    }
}
