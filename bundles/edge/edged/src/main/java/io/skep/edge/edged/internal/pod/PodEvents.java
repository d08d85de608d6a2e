package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Clocks;
import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.edged.internal.MetaCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends Kubernetes events about pods. The same event again within ten minutes raises the count of the first one, at most every ten seconds.
 * Thread-safe.
 */
final class PodEvents {

    private static final Logger LOG = LoggerFactory.getLogger(PodEvents.class);
    private static final Duration SAME = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int KEPT = 500;
    private static final int MAX_MESSAGE = 1000;

    private final MetaCalls meta;
    private final Clocks clocks;
    private final String nodeName;
    private final Map<String, Sent> sent = new LinkedHashMap<>();

    PodEvents(MetaCalls meta, Clocks clocks, String nodeName) {
        this.meta = meta;
        this.clocks = clocks;
        this.nodeName = nodeName;
    }

    /** @param at the last time by the steady clock */
    private record Sent(String name, Instant first, Instant last, Instant at, int count) {}

    /** @param container empty when the event is about the whole pod */
    void normal(JsonNode pod, String container, String reason, String message) throws InterruptedException {
        record("Normal", pod, container, reason, message);
    }

    void warning(JsonNode pod, String container, String reason, String message) throws InterruptedException {
        record("Warning", pod, container, reason, message);
    }

    private void record(String type, JsonNode pod, String container, String reason, String message)
            throws InterruptedException {
        String key = KubeObject.uid(pod) + '|' + container + '|' + reason + '|' + message;
        Optional<Sent> event = count(key, KubeObject.name(pod), clocks.now());
        if (event.isEmpty()) {
            return;
        }
        ObjectNode object = object(event.get(), type, pod, container, reason, message);
        String resource = KubeObject.namespace(pod) + "/event/" + event.get().name();
        try {
            meta.report(event.get().count() > 1 ? Operations.UPDATE : Operations.INSERT, resource, object);
        } catch (BusException e) {
            LOG.warn("event {} of pod {} not sent: {}", reason, KubeObject.name(pod), e.getMessage());
        }
    }

    private synchronized Optional<Sent> count(String key, String pod, Moment now) {
        Sent before = sent.get(key);
        boolean again = before != null && before.at().plus(SAME).isAfter(now.steady());
        if (again && before.at().plus(PAUSE).isAfter(now.steady())) {
            return Optional.empty();
        }
        Sent event = again
                ? new Sent(before.name(), before.first(), now.wall(), now.steady(), before.count() + 1)
                : new Sent(name(pod, now.wall()), now.wall(), now.wall(), now.steady(), 1);
        sent.put(key, event);
        if (sent.size() > KEPT) {
            sent.remove(sent.keySet().iterator().next());
        }
        return Optional.of(event);
    }

    private String name(String pod, Instant now) {
        return pod + "." + Long.toHexString(now.toEpochMilli() * 1_000_000 + sent.size());
    }

    private ObjectNode object(Sent event, String type, JsonNode pod, String container, String reason, String message) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Event");
        object.putObject("metadata").put("name", event.name()).put("namespace", KubeObject.namespace(pod));
        ObjectNode about = object.putObject("involvedObject");
        about.put("kind", "Pod").put("namespace", KubeObject.namespace(pod)).put("name", KubeObject.name(pod));
        about.put("uid", KubeObject.uid(pod)).put("apiVersion", "v1");
        if (!container.isEmpty()) {
            String list = PodSpec.isInit(pod, container) ? "initContainers" : "containers";
            about.put("fieldPath", "spec." + list + "{" + container + "}");
        }
        object.put("reason", reason);
        object.put("message", message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message);
        object.putObject("source").put("component", "edged").put("host", nodeName);
        object.put(
                "firstTimestamp", event.first().truncatedTo(ChronoUnit.SECONDS).toString());
        object.put("lastTimestamp", event.last().truncatedTo(ChronoUnit.SECONDS).toString());
        object.put("count", event.count()).put("type", type);
        object.put("reportingComponent", "edged").put("reportingInstance", nodeName);
        return object;
    }
}
