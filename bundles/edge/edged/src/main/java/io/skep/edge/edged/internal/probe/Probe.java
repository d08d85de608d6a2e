package io.skep.edge.edged.internal.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * A probe of a container, with Kubernetes' defaults.
 *
 * @param grace the probe's own {@code terminationGracePeriodSeconds}
 */
public record Probe(
        Kind kind,
        Handler handler,
        Duration delay,
        Duration period,
        Duration timeout,
        int successes,
        int failures,
        Optional<Duration> grace) {

    /** What a probe is for. */
    public enum Kind {
        STARTUP("Startup", "startupProbe"),
        LIVENESS("Liveness", "livenessProbe"),
        READINESS("Readiness", "readinessProbe");

        private final String word;
        private final String member;

        Kind(String word, String member) {
            this.word = word;
            this.member = member;
        }

        /** As in Kubernetes' events. */
        public String word() {
            return word;
        }
    }

    /** The probe of this kind, if the container has one. */
    public static Optional<Probe> find(JsonNode container, Kind kind) {
        JsonNode probe = container.path(kind.member);
        if (!probe.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Probe(
                kind,
                Handler.of(probe, container),
                Duration.ofSeconds(Math.max(0, probe.path("initialDelaySeconds").asLong(0))),
                Duration.ofSeconds(atLeastOne(probe, "periodSeconds", 10)),
                Duration.ofSeconds(atLeastOne(probe, "timeoutSeconds", 1)),
                (int) atLeastOne(probe, "successThreshold", 1),
                (int) atLeastOne(probe, "failureThreshold", 3),
                probe.path("terminationGracePeriodSeconds").isNumber()
                        ? Optional.of(Duration.ofSeconds(
                                probe.path("terminationGracePeriodSeconds").asLong()))
                        : Optional.empty()));
    }

    private static long atLeastOne(JsonNode probe, String member, long otherwise) {
        long value = probe.path(member).asLong(0);
        return value > 0 ? value : otherwise;
    }
}
