package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.RuntimeCondition;
import io.skep.edge.runtime.cri.internal.wire.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Whether the engine can run pods. Its answer holds for a second. */
final class EngineCheck {

    private static final Duration HOLDS = Duration.ofSeconds(1);

    private final CriCalls calls;
    private final EngineVersion version;
    private final InstantSource clock;
    private RuntimeCondition last;
    private Instant at = Instant.MIN;

    EngineCheck(CriCalls calls, EngineVersion version, InstantSource clock) {
        this.calls = calls;
        this.version = version;
        this.clock = clock;
    }

    RuntimeCondition condition() {
        synchronized (this) {
            if (last != null && clock.instant().isBefore(at.plus(HOLDS))) {
                return last;
            }
        }
        RuntimeCondition fresh = look();
        synchronized (this) {
            last = fresh;
            at = clock.instant();
        }
        return fresh;
    }

    private RuntimeCondition look() {
        Endpoint endpoint = calls.connection().endpoint();
        if (endpoint.isEmpty()) {
            return not(CriError.NOT_WANTED, "No container engine is configured.");
        }
        if (!endpoint.isSocket()) {
            return not(CriError.BAD_ENDPOINT, "The address '" + endpoint + "' of the container engine is no socket.");
        }
        if (!endpoint.exists()) {
            return not(CriError.UNAVAILABLE, "The container engine's socket " + endpoint + " does not exist.");
        }
        try {
            String current = version.ask();
            for (Condition condition : calls.status().getStatus().getConditionsList()) {
                if (!condition.getStatus()) {
                    return not(CriError.NOT_READY, sentence(endpoint, condition));
                }
            }
            return new RuntimeCondition(true, current, "");
        } catch (CallFailure e) {
            return not(
                    Failures.code(e, CriError.REFUSED),
                    "The container engine is not ready: " + Failures.unreachable(e, endpoint));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return not(CriError.UNAVAILABLE, "The look at the container engine was interrupted.");
        }
    }

    private static String sentence(Endpoint endpoint, Condition condition) {
        return "The container engine at " + endpoint + " says " + condition.getType() + " is false: "
                + condition.getReason() + " " + Failures.brief(condition.getMessage()) + ".";
    }

    private RuntimeCondition not(CriError code, String sentence) {
        return new RuntimeCondition(false, version.last(), code.code() + " " + sentence + " " + code.next());
    }
}
