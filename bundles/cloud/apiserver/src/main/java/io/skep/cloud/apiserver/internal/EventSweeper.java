package io.skep.cloud.apiserver.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.KubeApi;
import io.skep.common.model.KubeObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Removes events that were last seen an hour ago, as Kubernetes does. */
final class EventSweeper {

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final KubeApi api;
    private final Clock clock;

    EventSweeper(KubeApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    void sweep() {
        Instant oldest = clock.instant().minus(LIFETIME);
        for (ObjectNode event : api.list("v1", "events", "", "", "")) {
            if (seen(event).isBefore(oldest)) {
                remove(event);
            }
        }
    }

    private void remove(ObjectNode event) {
        try {
            api.delete("v1", "events", KubeObject.namespace(event), KubeObject.name(event));
        } catch (ApiException e) {
            if (e.httpCode() != 404) {
                throw e;
            }
        }
    }

    private Instant seen(ObjectNode event) {
        Instant latest = time(event.path("metadata").path("creationTimestamp"));
        for (JsonNode time : new JsonNode[] {
            event.path("lastTimestamp"),
            event.path("eventTime"),
            event.path("series").path("lastObservedTime")
        }) {
            Instant other = time(time);
            latest = other.isAfter(latest) ? other : latest;
        }
        return latest;
    }

    private static Instant time(JsonNode text) {
        try {
            return Instant.parse(text.asText(""));
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
