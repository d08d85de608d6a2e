package io.skep.edge.edged.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Answer;
import io.skep.edge.edged.internal.Clocks;
import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.edged.internal.node.NodeObject.RuntimeState;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node object: creates it, also again when somebody deleted it, and reports its status when that differs from what the cloud has, or
 * each five minutes. One thread calls {@link #pass}.
 */
public final class NodeKeeper {

    /** Pause after a pass that did not reach the cloud. */
    public static final Duration RETRY = Duration.ofSeconds(1);

    /** A runtime that has not come by then is not there. */
    private static final Duration ENGINE = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(NodeKeeper.class);

    private final NodeSettings settings;
    private final NodeObject object;
    private final MetaCalls meta;
    private final Supplier<RuntimeState> runtime;
    private final Clocks clocks;
    private volatile String uid = "";
    private boolean reconciled;
    private Set<String> handlers = Set.of();
    private Instant begin = Instant.MAX;

    NodeKeeper(NodeSettings settings, Machine machine, MetaCalls meta, Supplier<RuntimeState> runtime, Clocks clocks) {
        this.settings = settings;
        this.object = new NodeObject(settings, machine);
        this.meta = meta;
        this.runtime = runtime;
        this.clocks = clocks;
    }

    /** For the module: the runtimes are asked by {@code ready}; the text says why none is, or is empty. */
    public static NodeKeeper of(
            NodeSettings settings, Machine machine, MetaCalls meta, RuntimeWatch runtimes, Clocks clocks) {
        return new NodeKeeper(
                settings, machine, meta, () -> runtimes.state(clocks.steady().instant()), clocks);
    }

    /** Uid of the node object, empty until it is known. */
    public String uid() {
        return uid;
    }

    /** Looks once. Returns how long to wait before the next time. */
    public Duration pass() throws InterruptedException {
        return switch (meta.query(settings.resource("node"))) {
            case Answer.Found(JsonNode node, boolean fromStore)
            when fromStore -> {
                learn(node);
                yield RETRY;
            }
            case Answer.Found(JsonNode node, boolean fromStore) -> {
                learn(node);
                yield reconcile(node) ? settings.updateEvery() : AGAIN;
            }
            case Answer.Missing(boolean fromStore, String message) -> fromStore ? RETRY : create();
            case Answer.Refused(String reason, String message) -> trouble(reason + ": " + message);
            case Answer.Failed(String message) -> trouble(message);
        };
    }

    private void learn(JsonNode node) {
        String found = KubeObject.uid(node);
        if (!found.isEmpty() && !found.equals(uid)) {
            uid = found;
            reconciled = false;
        }
    }

    private Duration trouble(String message) {
        LOG.debug("node {} not looked at: {}", settings.name(), message);
        return RETRY;
    }

    private Duration create() throws InterruptedException {
        if (!settings.register()) {
            LOG.warn("node {} does not exist and registerNode is off: create it by hand", settings.name());
            return settings.updateEvery();
        }
        ObjectNode node = object.create(runtime.get(), clocks.wall().instant());
        return switch (meta.ask(Operations.INSERT, settings.resource("node"), node)) {
            case Answer.Found(JsonNode created, boolean fromStore) -> {
                LOG.info("node {} registered", settings.name());
                learn(created);
                yield AGAIN;
            }
            case Answer.Refused(String reason, String message) when reason.equals("AlreadyExists") -> AGAIN;
            case Answer.Refused(String reason, String message) -> {
                LOG.warn("node {} not registered: {}", settings.name(), message);
                yield settings.updateEvery();
            }
            case Answer.Missing(boolean fromStore, String message) -> trouble(message);
            case Answer.Failed(String message) -> trouble(message);
        };
    }

    /** False when it is too early to tell: an edged that has just been swapped has met no runtime yet, and the node stays what it was. */
    private boolean reconcile(JsonNode node) throws InterruptedException {
        Moment now = clocks.now();
        RuntimeState state = runtime.get();
        if (begin.equals(Instant.MAX)) {
            begin = now.steady();
        }
        if (state.handlers().isEmpty() && now.steady().isBefore(begin.plus(ENGINE))) {
            return false;
        }
        boolean stray = node.at("/metadata/labels").has(NodeObject.CRI_LABEL)
                && !state.handlers().contains("cri")
                && !now.steady().isBefore(begin.plus(ENGINE));
        if (!reconciled || !handlers.equals(state.handlers()) || stray) {
            labels(node, state, stray);
            reconciled = true;
            handlers = state.handlers();
        }
        JsonNode known = node.path("status");
        ObjectNode patch = difference(known, object.status(known, state, now.wall()), isDue(known, now.wall()));
        if (!patch.isEmpty()) {
            ObjectNode whole = Json.object();
            whole.set("status", patch);
            meta.report(Operations.PATCH, settings.resource("nodepatch"), Json.write(whole));
        }
        return true;
    }

    /** Labels that edged owns and the node has not; what others wrote stays. */
    private void labels(JsonNode node, RuntimeState state, boolean stray) throws InterruptedException {
        ObjectNode changed = node.deepCopy();
        ObjectNode labels = KubeObject.metadata(changed).withObjectProperty("labels");
        for (Map.Entry<String, String> label : object.labels(state).entrySet()) {
            labels.put(label.getKey(), label.getValue());
        }
        if (stray) {
            labels.remove(NodeObject.CRI_LABEL);
        }
        if (!changed.equals(node)) {
            meta.report(Operations.UPDATE, settings.resource("node"), changed);
        }
    }

    /** A report from the future was written before the clock was set back. */
    private boolean isDue(JsonNode known, Instant now) {
        for (JsonNode condition : known.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return time(condition.path("lastHeartbeatTime").asText())
                        .map(last -> last.isAfter(now) || !now.isBefore(last.plus(settings.reportEvery())))
                        .orElse(true);
            }
        }
        return true;
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The members that differ; the conditions as a whole when one of them differs in more than its heartbeat. */
    static ObjectNode difference(JsonNode known, ObjectNode status, boolean due) {
        ObjectNode patch = Json.object();
        for (Map.Entry<String, JsonNode> member : status.properties()) {
            boolean conditions = member.getKey().equals("conditions");
            boolean same = conditions
                    ? !due && withoutHeartbeats(member.getValue(), known.path("conditions"))
                    : contains(known.path(member.getKey()), member.getValue());
            if (!same) {
                if (conditions) {
                    ArrayNode order = patch.putArray("$setElementOrder/conditions");
                    member.getValue()
                            .forEach(condition -> order.addObject()
                                    .put("type", condition.path("type").asText()));
                }
                patch.set(member.getKey(), member.getValue());
            }
        }
        return patch;
    }

    private static boolean withoutHeartbeats(JsonNode wanted, JsonNode known) {
        for (JsonNode condition : wanted) {
            boolean found = false;
            for (JsonNode other : known) {
                found |= sameCondition(condition, other);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameCondition(JsonNode one, JsonNode other) {
        for (String name : new String[] {"type", "status", "reason", "message"}) {
            if (!one.path(name).asText().equals(other.path(name).asText())) {
                return false;
            }
        }
        return true;
    }

    /** True when all that is wanted is there; the port belongs to CloudStream, and others may add resources. */
    private static boolean contains(JsonNode known, JsonNode wanted) {
        if (wanted.has("kubeletEndpoint")) {
            return known.path("kubeletEndpoint").path("Port").asInt(0) != 0;
        }
        if (!wanted.isObject()) {
            return known.equals(wanted);
        }
        for (Map.Entry<String, JsonNode> member : wanted.properties()) {
            if (!known.path(member.getKey()).equals(member.getValue())) {
                return false;
            }
        }
        return true;
    }
}
