package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.edged.internal.pod.ContainerStarter.Held;
import io.skep.edge.edged.internal.pod.ContainerStarter.Surroundings;
import io.skep.edge.edged.internal.pod.ContainerView.State;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.edged.internal.pod.Ledger.Exit;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RunningPod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one pod to what the cloud wants, step by step. One thread calls {@link #pass}; the wish may be changed by any. */
final class PodWorker {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration SWAP = Duration.ofSeconds(30);
    private static final Duration DELETE_AGAIN = Duration.ofSeconds(30);

    private final MetaCalls meta;
    private final Runtimes runtimes;
    private final PodEvents events;
    private final PodSettings settings;
    private final InstantSource clock;
    private final PodFolder folder;
    private final Ledger ledger;
    private final Admission admission;
    private final PodRequests requests;
    private final ContainerStarter starter;
    private final String uid;
    private volatile JsonNode pod;
    private volatile boolean dropped;
    private volatile boolean stale = true;
    private volatile Optional<ObjectNode> sent = Optional.empty();
    private volatile String problem = "";
    private volatile Instant wishedAt = Instant.EPOCH;
    private Instant sentAt = Instant.EPOCH;
    private Instant refreshed = Instant.EPOCH;
    private Instant runtimeMissing = Instant.EPOCH;
    private Instant deleted = Instant.EPOCH;
    private Map<String, Path> paths = Map.of();

    PodWorker(
            JsonNode pod,
            MetaCalls meta,
            Runtimes runtimes,
            PodEvents events,
            PodSettings settings,
            InstantSource clock) {
        this.pod = pod;
        this.uid = KubeObject.uid(pod);
        this.meta = meta;
        this.runtimes = runtimes;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
        this.folder = PodFolder.of(settings.root(), uid);
        folder.create();
        this.admission = new Admission(new PodSupport(PodFields.read()), events);
        this.requests = new PodRequests(folder, settings, events);
        this.ledger = Ledger.open(folder.ledger());
        this.starter =
                new ContainerStarter(events, folder, new ContainerRequests(folder, settings, events), ledger, clock);
    }

    JsonNode pod() {
        return pod;
    }

    PodFolder folder() {
        return folder;
    }

    /** Phase as last reported, else as the cloud knows it. */
    String phase() {
        return sent.map(patch -> patch.path("status").path("phase").asText())
                .orElse(pod.path("status").path("phase").asText("Pending"));
    }

    int restarts() {
        int sum = 0;
        for (JsonNode container : pod.path("spec").path("containers")) {
            sum += ledger.get(container.path("name").asText()).restarts();
        }
        return sum;
    }

    void wish(JsonNode wanted) {
        wishedAt = clock.instant();
        pod = wanted;
    }

    void drop() {
        dropped = true;
    }

    void refresh() {
        stale = true;
    }

    /** One step. Empty when the pod is gone and nothing remains to be done. */
    Optional<Duration> pass() throws InterruptedException {
        Optional<PodRuntime> runtime = runtimes.find(Runtimes.handler(pod));
        if (dropped) {
            return gone(runtime);
        }
        Instant now = clock.instant();
        if (runtime.isEmpty()) {
            return Optional.of(withoutRuntime(now));
        }
        runtimeMissing = Instant.EPOCH;
        Map<String, ContainerState> states = states(runtime.get());
        observe(states, now);
        if (KubeObject.isTerminating(pod)) {
            return Optional.of(terminate(runtime.get(), states));
        }
        if (isOver()) {
            return Optional.of(CALM);
        }
        advance(runtime.get(), states, now);
        Map<String, ContainerState> after = states(runtime.get());
        publish(after, clock.instant());
        boolean moving = after.values().stream().anyMatch(state -> state.phase() == Phase.STARTING);
        return Optional.of(moving ? SOON : next(now));
    }

    private Duration next(Instant now) {
        Duration shortest = CALM;
        for (JsonNode container : all()) {
            String name = container.path("name").asText();
            Instant until = starter.held(name)
                    .map(Held::until)
                    .orElseGet(() -> ledger.get(name).last().isPresent() ? notBefore(name) : Instant.MAX);
            if (until.isAfter(now) && until.isBefore(now.plus(shortest))) {
                shortest = Duration.between(now, until);
            }
        }
        return shortest;
    }

    private Optional<Duration> gone(Optional<PodRuntime> runtime) throws InterruptedException {
        if (runtime.isPresent()) {
            stopAll(runtime.get(), states(runtime.get()), graceOfSpec());
            runtime.get().remove(uid);
        } else if (Runtimes.handler(pod).equals(Runtimes.OSGI)) {
            return Optional.of(SOON);
        }
        folder.delete(settings.mounts());
        return Optional.empty();
    }

    /** A runtime that is being swapped changes nothing; one that does not exist is told. */
    private Duration withoutRuntime(Instant now) throws InterruptedException {
        String handler = Runtimes.handler(pod);
        if (runtimeMissing.equals(Instant.EPOCH)) {
            runtimeMissing = now;
        }
        if (handler.equals(Runtimes.OSGI) && now.isBefore(runtimeMissing.plus(SWAP))) {
            return SOON;
        }
        if (KubeObject.isTerminating(pod)) {
            return finish(now);
        }
        SkepException why = new SkepException(
                EdgedError.NO_RUNTIME,
                "The pod " + KubeObject.namespace(pod) + "/" + KubeObject.name(pod)
                        + " cannot start: this node has no runtime for "
                        + (handler.equals(Runtimes.OSGI) ? "bundles." : "containers."));
        problem = why.line();
        events.warning(pod, "", "FailedCreatePodSandBox", why.line());
        publish(Map.of(), now);
        return CALM;
    }

    private Map<String, ContainerState> states(PodRuntime runtime) {
        Map<String, ContainerState> states = new HashMap<>();
        runtime.find(uid).ifPresent(running -> running.containers().forEach(state -> states.put(state.name(), state)));
        return states;
    }

    /** Writes down what ended, also what ended with an earlier process. */
    private void observe(Map<String, ContainerState> states, Instant now) {
        for (JsonNode container : all()) {
            String name = container.path("name").asText();
            Entry entry = ledger.get(name);
            ContainerState state = states.get(name);
            if (!entry.running()) {
                continue;
            }
            if (state == null) {
                ledger.put(name, entry.lost(new Exit("", 137, "Error", "it ended with the agent's process", now, now)));
            } else if (state.phase() == Phase.EXITED) {
                ledger.put(
                        name,
                        entry.ended(new Exit(
                                state.id(),
                                state.exitCode(),
                                state.reason(),
                                state.message(),
                                state.startedAt(),
                                state.finishedAt())));
            }
        }
    }

    private boolean isOver() {
        String phase = pod.path("status").path("phase").asText();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private void advance(PodRuntime runtime, Map<String, ContainerState> states, Instant now)
            throws InterruptedException {
        try {
            admission.check(pod);
        } catch (PodProblem e) {
            problem = e.line();
            return;
        }
        References references = new References(meta, pod);
        Downward before = new Downward(pod, settings.host(), "");
        Volumes volumes = new Volumes(pod, folder, settings, references, before, events);
        if (!prepare(volumes, now)) {
            return;
        }
        PodRequest request = requests.of(pod);
        runtime.createPod(request);
        String ip = runtime.find(uid).map(RunningPod::ip).orElse("");
        Downward downward = new Downward(pod, settings.host(), ip);
        Surroundings in = new Surroundings(pod, runtime, request, ip, new Environment(references, downward), paths);
        for (JsonNode container : pod.path("spec").path("initContainers")) {
            if (!initialized(container)) {
                step(in, container, states, now, true);
                return;
            }
        }
        for (JsonNode container : pod.path("spec").path("containers")) {
            step(in, container, states, now, false);
        }
    }

    private boolean prepare(Volumes volumes, Instant now) throws InterruptedException {
        boolean due = stale || !now.isBefore(refreshed.plus(settings.sync()));
        if (!due) {
            return true;
        }
        if (stale) {
            starter.retryConfig();
        }
        stale = false;
        try {
            paths = volumes.prepare(now);
            refreshed = now;
            problem = "";
            return true;
        } catch (PodProblem e) {
            stale = paths.isEmpty();
            refreshed = now;
            events.warning(pod, "", "FailedMount", e.line());
            problem = paths.isEmpty() ? e.line() : "";
            return !paths.isEmpty();
        }
    }

    private boolean initialized(JsonNode container) {
        Entry entry = ledger.get(container.path("name").asText());
        return !entry.running() && entry.last().filter(exit -> exit.code() == 0).isPresent();
    }

    private void step(
            Surroundings in, JsonNode container, Map<String, ContainerState> states, Instant now, boolean init)
            throws InterruptedException {
        String name = container.path("name").asText();
        Entry entry = ledger.get(name);
        ContainerState state = states.get(name);
        if (entry.running() && state != null) {
            if (!state.image().equals(container.path("image").asText())) {
                events.normal(in.pod(), name, "Killing", "Container " + name + " gets another image, it is restarted");
                in.runtime().stop(uid, name, graceOfSpec());
            }
            return;
        }
        if (entry.last().isPresent() && !restarts(entry.last().get(), container, init)) {
            return;
        }
        if (entry.last().isPresent() && now.isBefore(notBefore(name))) {
            events.warning(in.pod(), name, "BackOff", "Back-off restarting failed container " + name);
            return;
        }
        starter.start(in, container);
    }

    private boolean restarts(Exit exit, JsonNode container, boolean init) {
        return switch (pod.path("spec").path("restartPolicy").asText("Always")) {
            case "Never" -> false;
            case "OnFailure" -> exit.code() != 0;
            default -> !init || exit.code() != 0 || container.isMissingNode();
        };
    }

    private Instant notBefore(String name) {
        Entry entry = ledger.get(name);
        return entry.last().map(exit -> exit.finishedAt().plus(entry.pause())).orElse(Instant.MIN);
    }

    private Duration terminate(PodRuntime runtime, Map<String, ContainerState> states) throws InterruptedException {
        JsonNode grace = pod.path("metadata").path("deletionGracePeriodSeconds");
        stopAll(runtime, states, Duration.ofSeconds(grace.asLong(30)));
        Map<String, ContainerState> after = states(runtime);
        observe(after, clock.instant());
        Duration again = finish(clock.instant());
        runtime.remove(uid);
        return again;
    }

    /** Final status, then the cloud may forget the pod; the row goes when the cloud's own delete comes. */
    private Duration finish(Instant now) throws InterruptedException {
        publish(Map.of(), now);
        if (now.isBefore(deleted.plus(DELETE_AGAIN))) {
            return CALM;
        }
        deleted = now;
        ObjectNode options = Json.object().put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", uid);
        meta.report(Operations.DELETE, KubeObject.namespace(pod) + "/pod/" + KubeObject.name(pod), options);
        return CALM;
    }

    private void stopAll(PodRuntime runtime, Map<String, ContainerState> states, Duration grace)
            throws InterruptedException {
        Instant end = clock.instant().plus(grace);
        for (ContainerState state : states.values()) {
            if (state.phase() != Phase.EXITED) {
                events.normal(pod, state.name(), "Killing", "Stopping container " + state.name());
                Duration left = Duration.between(clock.instant(), end);
                runtime.stop(uid, state.name(), left.isNegative() ? Duration.ZERO : left);
            }
        }
    }

    private Duration graceOfSpec() {
        return Duration.ofSeconds(
                pod.path("spec").path("terminationGracePeriodSeconds").asLong(30));
    }

    private void publish(Map<String, ContainerState> states, Instant now) throws InterruptedException {
        List<ContainerView> init = views("initContainers", states, true);
        List<ContainerView> main = views("containers", states, false);
        JsonNode before = sent.map(patch -> patch.path("status").path("conditions"))
                .orElse(pod.path("status").path("conditions"));
        ObjectNode patch =
                new PodStatus(pod, init, main).patch(before, settings.host().ip(), ledger.startTime(now), now);
        boolean same = sent.filter(patch::equals).isPresent();
        boolean overwritten = wishedAt.isAfter(sentAt) && !now.isBefore(sentAt.plus(CALM)) && !isKnown(patch);
        if (same && !overwritten) {
            return;
        }
        sent = Optional.of(patch);
        sentAt = now;
        String resource = KubeObject.namespace(pod) + "/podpatch/" + KubeObject.name(pod);
        meta.report(Operations.PATCH, resource, Json.write(patch));
        LOG.debug(
                "status of pod {} reported: {}",
                resource,
                patch.path("status").path("phase").asText());
    }

    /** False when somebody else, such as the node's life cycle, has written another status. */
    private boolean isKnown(ObjectNode patch) {
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

    private List<ContainerView> views(String list, Map<String, ContainerState> states, boolean init) {
        List<ContainerView> views = new ArrayList<>();
        for (JsonNode container : pod.path("spec").path(list)) {
            String name = container.path("name").asText();
            Entry entry = ledger.get(name);
            ContainerState state = states.get(name);
            boolean live = entry.running() && state != null;
            views.add(new ContainerView(
                    name,
                    container.path("image").asText(),
                    state == null ? "" : state.imageId(),
                    live ? state.id() : entry.last().map(Exit::id).orElse(""),
                    entry.restarts(),
                    live ? of(state) : resting(container, entry, init),
                    entry.last()));
        }
        return views;
    }

    private static State of(ContainerState state) {
        return switch (state.phase()) {
            case RUNNING -> new State.Running(state.startedAt());
            case STARTING -> new State.Waiting("ContainerCreating", state.message());
            case EXITED ->
                new State.Ended(new Exit(
                        state.id(),
                        state.exitCode(),
                        state.reason(),
                        state.message(),
                        state.startedAt(),
                        state.finishedAt()));
        };
    }

    private State resting(JsonNode container, Entry entry, boolean init) {
        String name = container.path("name").asText();
        boolean over = KubeObject.isTerminating(pod) || isOver();
        if (entry.last().isPresent() && (over || !restarts(entry.last().get(), container, init))) {
            return new State.Ended(entry.last().get());
        }
        Optional<Held> held = starter.held(name);
        if (held.isPresent()) {
            return new State.Waiting(held.get().reason(), held.get().message());
        }
        if (entry.last().isPresent()) {
            return new State.Waiting(
                    "CrashLoopBackOff",
                    "back-off " + entry.pause().toSeconds() + "s restarting failed container=" + name + " pod="
                            + KubeObject.name(pod) + "_" + KubeObject.namespace(pod) + "(" + uid + ")");
        }
        if (!problem.isEmpty()) {
            boolean config = !problem.startsWith(EdgedError.NO_RUNTIME.code());
            return new State.Waiting(config ? PodProblem.CONFIG : "ContainerCreating", problem);
        }
        boolean waits = !init && !pod.path("spec").path("initContainers").isEmpty();
        return new State.Waiting(waits ? "PodInitializing" : "ContainerCreating", "");
    }

    private List<JsonNode> all() {
        List<JsonNode> all = new ArrayList<>();
        pod.path("spec").path("initContainers").forEach(all::add);
        pod.path("spec").path("containers").forEach(all::add);
        return all;
    }
}
