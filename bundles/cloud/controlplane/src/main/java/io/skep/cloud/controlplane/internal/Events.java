package io.skep.cloud.controlplane.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what happened to an object. The same event again raises the count of the first, and not more often than once a minute. Never throws
 * for what the API refuses: an event is not worth a failure. Used by one thread.
 */
public final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int REMEMBERED = 2048;
    private static final Duration QUIET = Duration.ofMinutes(1);

    private record Key(String uid, String name, String reason, String message) {}

    private record Seen(String namespace, String event, int count, Instant last) {}

    private final KubeClient kube;
    private final Clock clock;
    private final String component;
    private long lastSuffix;
    private final Map<Key, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Seen> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param component who speaks, e.g. {@code default-scheduler}
     */
    public Events(KubeClient kube, Clock clock, String component) {
        this.kube = kube;
        this.clock = clock;
        this.component = component;
    }

    public void normal(ObjectNode about, String reason, String message) {
        record(about, "Normal", reason, message);
    }

    public void warning(ObjectNode about, String reason, String message) {
        record(about, "Warning", reason, message);
    }

    private void record(ObjectNode about, String type, String reason, String message) {
        Key key = new Key(KubeObject.uid(about), KubeObject.name(about), reason, message);
        Instant now = clock.instant();
        Seen before = seen.get(key);
        if (before != null && now.isBefore(before.last().plus(QUIET))) {
            return;
        }
        try {
            seen.put(key, before == null ? create(about, type, reason, message, now) : repeat(before, now));
        } catch (KubeException e) {
            if (e.isNotFound() && before != null) {
                seen.remove(key);
            }
            LOG.debug("event {} of {} is lost: {}", reason, KubeObject.name(about), e.getMessage());
        }
    }

    private Seen repeat(Seen before, Instant now) {
        ObjectNode patch = Json.object().put("count", before.count() + 1).put("lastTimestamp", Conditions.time(now));
        kube.patch(KubeResource.EVENTS, before.namespace(), before.event(), "", PatchType.MERGE, patch);
        return new Seen(before.namespace(), before.event(), before.count() + 1, now);
    }

    private Seen create(ObjectNode about, String type, String reason, String message, Instant now) {
        String namespace = KubeObject.namespace(about).isEmpty() ? "default" : KubeObject.namespace(about);
        String name = KubeObject.name(about) + "." + Long.toHexString(suffix(now));
        ObjectNode event = Json.object().put("kind", "Event").put("apiVersion", "v1");
        event.putObject("metadata").put("name", name).put("namespace", namespace);
        event.putObject("involvedObject")
                .put("kind", KubeObject.kind(about))
                .put("apiVersion", KubeObject.apiVersion(about))
                .put("namespace", KubeObject.namespace(about))
                .put("name", KubeObject.name(about))
                .put("uid", KubeObject.uid(about))
                .put("resourceVersion", KubeObject.resourceVersion(about));
        event.put("type", type).put("reason", reason).put("message", message);
        event.putObject("source").put("component", component);
        event.put("reportingComponent", component).put("reportingInstance", "");
        event.put("count", 1);
        event.put("firstTimestamp", Conditions.time(now)).put("lastTimestamp", Conditions.time(now));
        kube.create(KubeResource.EVENTS, namespace, event);
        return new Seen(namespace, name, 1, now);
    }

    private long suffix(Instant now) {
        lastSuffix = Math.max(lastSuffix + 1, now.getEpochSecond() * 1_000_000_000L + now.getNano());
        return lastSuffix;
    }
}
