package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.edged.internal.pod.ContainerStarter.Held;
import io.skep.edge.edged.internal.pod.ContainerView.State;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.edged.internal.pod.Ledger.Exit;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together the status of one pod and reports it when it has changed, or when somebody else has overwritten it. */
final class PodReport {

    private static final Logger LOG = LoggerFactory.getLogger(PodReport.class);
    private static final Duration CALM = Duration.ofSeconds(5);

    private final PodServices services;
    private final Ledger ledger;
    private final ContainerStarter starter;
    private final Probes probes;
    private volatile Optional<ObjectNode> sent = Optional.empty();
    private volatile Instant wishedAt = Instant.EPOCH;
    private volatile Optional<State.Waiting> problem = Optional.empty();
    private volatile List<ContainerLine> lines = List.of();
    private volatile boolean lost;
    private volatile String ip = "";
    private Instant sentAt = Instant.EPOCH;

    PodReport(PodServices services, Ledger ledger, ContainerStarter starter, Probes probes) {
        this.services = services;
        this.ledger = ledger;
        this.starter = starter;
        this.probes = probes;
    }

    /** The cloud's copy of the pod has come anew. */
    void wished() {
        wishedAt = services.clocks().steady().instant();
    }

    /** What was sent last did not get anywhere. */
    void lost() {
        lost = true;
    }

    /** Why the whole pod cannot start. */
    void problem(String reason, String line) {
        problem = Optional.of(new State.Waiting(reason, line));
    }

    void noProblem() {
        problem = Optional.empty();
    }

    /** Phase as last reported, else as the cloud knows it. */
    String phase(JsonNode pod) {
        return sent.map(patch -> patch.path("status").path("phase").asText())
                .orElse(pod.path("status").path("phase").asText("Pending"));
    }

    /** @param now also decides whether a container still has to wait for its next start */
    void publish(JsonNode pod, Sight sight, Moment now) throws InterruptedException {
        JsonNode before = sent.map(patch -> patch.path("status").path("conditions"))
                .orElse(pod.path("status").path("conditions"));
        PodStatus.Addresses addresses =
                new PodStatus.Addresses(services.settings().host().ip(), address(pod, sight));
        ObjectNode patch = status(pod, sight, now).patch(before, addresses, ledger.startTime(now.wall()), now.wall());
        boolean same = sent.filter(patch::equals).isPresent();
        boolean overwritten =
                wishedAt.isAfter(sentAt) && !now.steady().isBefore(sentAt.plus(CALM)) && !isKnown(pod, patch);
        if (same && !overwritten && !lost) {
            return;
        }
        lost = false;
        sent = Optional.of(patch);
        sentAt = now.steady();
        String resource = KubeObject.namespace(pod) + "/podpatch/" + KubeObject.name(pod);
        services.meta().report(Operations.PATCH, resource, Json.write(patch));
        LOG.debug("status of pod {} reported: {}", resource, phase(pod));
    }

    /** The phase that the pod will never leave, when it has one. */
    Optional<String> finalPhase(JsonNode pod, Sight sight, Moment now) {
        String phase = status(pod, sight, now).phase();
        return phase.equals("Succeeded") || phase.equals("Failed") ? Optional.of(phase) : Optional.empty();
    }

    private PodStatus status(JsonNode pod, Sight sight, Moment now) {
        List<ContainerView> init = PodSpec.init(pod).stream()
                .map(node -> view(pod, node, sight, true, now))
                .toList();
        List<ContainerView> main = PodSpec.main(pod).stream()
                .map(node -> view(pod, node, sight, false, now))
                .toList();
        lines = Stream.concat(init.stream(), main.stream())
                .map(view -> ContainerLine.of(view, sight.find(view.name())))
                .toList();
        return new PodStatus(pod, init, main, ledger.verdict());
    }

    /** The containers as they were last seen, for people. */
    List<ContainerLine> lines() {
        return lines;
    }

    /** Where the pod is reached; empty when that is not known yet. What was known stays when its sandbox is gone. */
    private String address(JsonNode pod, Sight sight) {
        if (!sight.ip().isEmpty()) {
            ip = sight.ip();
        } else if (Runtimes.handler(pod).equals(Runtimes.OSGI) || PodSpec.hasHostNetwork(pod)) {
            ip = services.settings().host().ip();
        } else if (ip.isEmpty()) {
            ip = pod.path("status").path("podIP").asText("");
        }
        return ip;
    }

    /** False when somebody else, such as the node's life cycle, has written another status. */
    private static boolean isKnown(JsonNode pod, ObjectNode patch) {
        JsonNode known = pod.path("status");
        return known.path("phase").equals(patch.path("status").path("phase"))
                && ready(known).equals(ready(patch.path("status")));
    }

    private static String ready(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    private ContainerView view(JsonNode pod, JsonNode container, Sight sight, boolean init, Moment now) {
        String name = PodSpec.name(container);
        Entry entry = ledger.get(name);
        Optional<ContainerState> live = sight.find(name).filter(state -> entry.running());
        State state = live.map(PodReport::of).orElseGet(() -> resting(pod, container, entry, init, now));
        return new ContainerView(
                name,
                PodSpec.image(container),
                live.map(ContainerState::imageId)
                        .or(() -> entry.last().map(Exit::imageId))
                        .orElse(""),
                live.map(ContainerState::id)
                        .or(() -> entry.last().map(Exit::id))
                        .orElse(""),
                entry.restarts(),
                !init
                        && live.filter(known -> probes.isStarted(name, known.attempt()))
                                .isPresent(),
                !init
                        && live.filter(known -> probes.isReady(name, known.attempt()))
                                .isPresent(),
                state,
                entry.last());
    }

    private static State of(ContainerState state) {
        return state.phase() == Phase.STARTING
                ? new State.Waiting("ContainerCreating", state.message())
                : new State.Running(state.startedAt());
    }

    private State resting(JsonNode pod, JsonNode container, Entry entry, boolean init, Moment now) {
        String name = PodSpec.name(container);
        boolean over = KubeObject.isTerminating(pod) || ledger.verdict().isPresent();
        if (entry.last().isPresent() && (over || RestartPolicy.of(pod).isDone(entry, init))) {
            return new State.Ended(entry.last().get());
        }
        Optional<Held> held = starter.held(name);
        if (held.isPresent()) {
            return new State.Waiting(held.get().reason(), held.get().message());
        }
        if (problem.isPresent()) {
            return problem.get();
        }
        if (starter.isBackingOff(name, now)) {
            return new State.Waiting(
                    "CrashLoopBackOff",
                    "back-off " + entry.pause().toSeconds() + "s restarting failed container=" + name + " pod="
                            + PodSpec.text(pod));
        }
        boolean waits = !init && !PodSpec.init(pod).isEmpty();
        return new State.Waiting(waits ? "PodInitializing" : "ContainerCreating", "");
    }
}
