package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.probe.Checks;
import io.skep.edge.edged.internal.probe.Checks.Target;
import io.skep.edge.edged.internal.probe.Handler;
import io.skep.edge.edged.internal.probe.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Runs what a container wants done after its start and before its stop. */
final class Hooks {

    private static final Duration POST_START = Duration.ofMinutes(2);

    private final PodEvents events;

    Hooks(PodEvents events) {
        this.events = events;
    }

    static boolean hasPostStart(JsonNode container) {
        return container.path("lifecycle").path("postStart").isObject();
    }

    static boolean hasPreStop(JsonNode container) {
        return container.path("lifecycle").path("preStop").isObject();
    }

    /** Unless it is good the container must not go on. */
    Outcome postStart(JsonNode pod, JsonNode container, Checks checks, Target target) throws InterruptedException {
        return run(pod, container, "postStart", "FailedPostStartHook", checks, target, POST_START);
    }

    /** A failure changes nothing: the container is stopped in any case. */
    void preStop(JsonNode pod, JsonNode container, Checks checks, Target target, Duration grace)
            throws InterruptedException {
        run(pod, container, "preStop", "FailedPreStopHook", checks, target, grace);
    }

    private Outcome run(
            JsonNode pod,
            JsonNode container,
            String member,
            String reason,
            Checks checks,
            Target target,
            Duration limit)
            throws InterruptedException {
        Handler handler = Handler.of(container.path("lifecycle").path(member), container);
        Outcome outcome = checks.run(handler, target, limit);
        Optional<String> why = switch (outcome) {
            case Outcome.Good() -> Optional.empty();
            case Outcome.Bad(String message) -> Optional.of(message);
            case Outcome.Unknown(String message) -> Optional.of(message);
            case Outcome.Away(String message) -> Optional.of(message);
        };
        if (why.isPresent()) {
            String message = member + " hook of container \"" + target.container() + "\" in pod \"" + PodSpec.text(pod)
                    + "\" failed: " + why.get();
            events.warning(pod, target.container(), reason, message);
        }
        return outcome;
    }
}
