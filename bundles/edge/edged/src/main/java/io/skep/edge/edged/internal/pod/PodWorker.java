package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.edged.internal.pod.Ledger.Verdict;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeCondition;
import io.skep.edge.runtime.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings one pod to what the cloud wants, step by step. One thread calls {@link #pass}; the wish may be changed by any. */
final class PodWorker {

    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration DELETE_AGAIN = Duration.ofSeconds(30);

    private final PodServices services;
    private final PodFolder folder;
    private final Ledger ledger;
    private final Exits exits;
    private final ImagePulls images;
    private final Stops stops;
    private final Probes probes;
    private final PodReport report;
    private final PodStart start;
    private final LogRotation rotation;
    private final String uid;
    private final RuntimeGap gap = new RuntimeGap();
    private final Set<String> asked = new HashSet<>();
    private volatile JsonNode pod;
    private volatile boolean dropped;
    private Instant deleted = Instant.EPOCH;
    private Instant begin = Instant.MAX;

    /** @param wake makes the next pass come at once */
    PodWorker(JsonNode pod, PodServices services, Runnable wake) {
        this.pod = pod;
        this.uid = KubeObject.uid(pod);
        this.services = services;
        this.folder = PodFolder.of(services.settings().root(), uid);
        this.ledger = Ledger.open(folder.ledger());
        this.exits = new Exits(ledger, new TerminationMessages(folder));
        this.images = new ImagePulls(services, wake);
        Hooks hooks = new Hooks(services.events());
        this.stops = new Stops(services, hooks, wake);
        this.probes = new Probes(services, hooks, wake);
        ContainerRequests requests = new ContainerRequests(folder, services.settings(), services.events());
        ContainerStarter starter = new ContainerStarter(services, folder, requests, ledger, images);
        this.report = new PodReport(services, ledger, starter, probes);
        this.start = new PodStart(services, folder, ledger, starter, stops, probes, report);
        this.rotation = new LogRotation(folder, services.settings().logs());
    }

    JsonNode pod() {
        return pod;
    }

    PodFolder folder() {
        return folder;
    }

    String phase() {
        return report.phase(pod);
    }

    List<ContainerLine> containers() {
        return report.lines();
    }

    int restarts() {
        return PodSpec.main(pod).stream()
                .mapToInt(container -> ledger.get(PodSpec.name(container)).restarts())
                .sum();
    }

    void wish(JsonNode wanted) {
        report.wished();
        pod = wanted;
    }

    void drop() {
        dropped = true;
    }

    void statusLost() {
        report.lost();
    }

    void refresh() {
        start.refresh();
    }

    /** One step. Empty when the pod is gone and nothing remains to be done. After a failure it is to be tried again. */
    Optional<Duration> pass() throws InterruptedException {
        folder.create();
        JsonNode wanted = pod;
        Moment now = services.clocks().now();
        Optional<PodRuntime> runtime = services.runtimes().find(Runtimes.handler(wanted));
        if (runtime.isEmpty()) {
            return without(wanted, now, RuntimeGap.noRuntime(wanted));
        }
        RuntimeCondition condition = runtime.get().condition();
        if (!condition.ready()) {
            return without(wanted, now, RuntimeGap.notReady(wanted, condition.message()));
        }
        try {
            Optional<Duration> pause = pass(wanted, runtime.get(), now);
            gap.end();
            return pause;
        } catch (RuntimeFailure e) {
            if (runtime.get().condition().ready()) {
                throw e;
            }
            return without(wanted, now, RuntimeGap.notReady(wanted, e.getMessage()));
        }
    }

    private Optional<Duration> pass(JsonNode wanted, PodRuntime runtime, Moment now) throws InterruptedException {
        if (begin.equals(Instant.MAX)) {
            begin = now.steadily(ledger.startTime(now.wall()));
        }
        Sight sight = look(runtime);
        exits.observe(wanted, sight, now.wall());
        if (dropped) {
            return gone(wanted, runtime, sight);
        }
        if (KubeObject.isTerminating(wanted)) {
            return Optional.of(terminate(wanted, runtime, sight, now));
        }
        Optional<Verdict> end = ledger.verdict().or(() -> end(wanted, sight, now));
        if (end.isPresent()) {
            return Optional.of(finish(wanted, runtime, sight, end.get(), now));
        }
        Sight after = sight;
        if (start.advance(wanted, runtime, sight, now)) {
            after = look(runtime);
            exits.observe(wanted, after, services.clocks().wall().instant());
        }
        start.watch(wanted, after);
        if (Runtimes.handler(wanted).equals(Runtimes.CRI)) {
            rotation.look(runtime, uid, after, now);
        }
        report.publish(wanted, after, services.clocks().now());
        return Optional.of(after.isMoving() ? SOON : pause(wanted, now));
    }

    private Sight look(PodRuntime runtime) {
        return Sight.of(runtime.find(uid));
    }

    private Duration pause(JsonNode wanted, Moment now) {
        Duration pause = start.pause(wanted, now, CALM);
        Optional<Instant> deadline =
                deadline(wanted).filter(end -> end.isBefore(now.steady().plus(pause)));
        return deadline.map(end -> Duration.between(now.steady(), end)).orElse(pause);
    }

    /** The cloud has no such pod any more. One that was ending anyway need not wait for its grace period. */
    private Optional<Duration> gone(JsonNode wanted, PodRuntime runtime, Sight sight) throws InterruptedException {
        Duration grace = KubeObject.isTerminating(wanted) ? Duration.ZERO : PodSpec.grace(wanted);
        if (!stopAll(wanted, runtime, sight, grace)) {
            return Optional.of(CALM);
        }
        remove(runtime);
        folder.delete(services.settings().mounts());
        return Optional.empty();
    }

    private Duration terminate(JsonNode wanted, PodRuntime runtime, Sight sight, Moment now)
            throws InterruptedException {
        if (!stopAll(wanted, runtime, sight, PodSpec.grace(wanted))) {
            report.publish(wanted, sight, now);
            return CALM;
        }
        exits.observe(wanted, look(runtime), services.clocks().wall().instant());
        remove(runtime);
        return reportEnd(wanted, services.clocks().now());
    }

    /** Final status, then the cloud may forget the pod; the row goes when the cloud's own delete comes. */
    private Duration reportEnd(JsonNode wanted, Moment now) throws InterruptedException {
        report.publish(wanted, Sight.NOTHING, now);
        if (now.steady().isBefore(deleted.plus(DELETE_AGAIN))) {
            return CALM;
        }
        deleted = now.steady();
        ObjectNode options = Json.object().put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", uid);
        String resource = KubeObject.namespace(wanted) + "/pod/" + KubeObject.name(wanted);
        services.meta().report(Operations.DELETE, resource, options);
        return CALM;
    }

    /** How the pod has ended for good, if it has. */
    private Optional<Verdict> end(JsonNode wanted, Sight sight, Moment now) {
        JsonNode known = wanted.path("status");
        String phase = known.path("phase").asText();
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return Optional.of(new Verdict(
                    phase,
                    known.path("reason").asText(""),
                    known.path("message").asText("")));
        }
        if (deadline(wanted).filter(end -> !now.steady().isBefore(end)).isPresent()) {
            return Optional.of(new Verdict(
                    "Failed", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline"));
        }
        return report.finalPhase(wanted, sight, now).map(last -> new Verdict(last, "", ""));
    }

    /** When the pod's time is over by the steady clock, if it is limited. */
    private Optional<Instant> deadline(JsonNode wanted) {
        JsonNode seconds = wanted.path("spec").path("activeDeadlineSeconds");
        return seconds.isNumber() ? Optional.of(begin.plusSeconds(seconds.asLong())) : Optional.empty();
    }

    private Duration finish(JsonNode wanted, PodRuntime runtime, Sight sight, Verdict end, Moment now)
            throws InterruptedException {
        if (ledger.verdict().isEmpty() && end.reason().equals("DeadlineExceeded")) {
            services.events().normal(wanted, "", end.reason(), end.message());
        }
        if (!stopAll(wanted, runtime, sight, PodSpec.grace(wanted))) {
            report.publish(wanted, sight, now);
            return CALM;
        }
        exits.observe(wanted, look(runtime), services.clocks().wall().instant());
        if (ledger.verdict().isEmpty()) {
            ledger.end(end);
        }
        remove(runtime);
        report.publish(wanted, Sight.NOTHING, services.clocks().now());
        return CALM;
    }

    /** Stops what runs, all at the same time. True when nothing runs any more. */
    private boolean stopAll(JsonNode wanted, PodRuntime runtime, Sight sight, Duration grace)
            throws InterruptedException {
        images.giveUp();
        for (ContainerState state : sight.states().values()) {
            String name = state.name();
            boolean again = stops.isStopping(name);
            if (state.phase() != Phase.EXITED && (again || asked.add(name))) {
                probes.end(name);
                JsonNode container = PodSpec.find(wanted, name).orElse(Json.object());
                Stops.Order order = new Stops.Order(wanted, container, runtime, start.target(wanted, name, sight));
                stops.begin(order, grace, "Stopping container " + name);
            }
        }
        return !stops.isBusy();
    }

    private void remove(PodRuntime runtime) throws InterruptedException {
        probes.endAll();
        if (runtime.find(uid).isPresent()) {
            runtime.remove(uid);
        }
    }

    /**
     * What to do while the runtime cannot be asked. Nothing is taken for ended and nothing is counted; a pod that has run keeps its last status. One
     * that has never started is told why, at once when it is for containers: a runtime for bundles may be being swapped.
     */
    private Optional<Duration> without(JsonNode wanted, Moment now, SkepException why) throws InterruptedException {
        boolean ran = ledger.hasStarted();
        if (!ran && dropped) {
            folder.delete(services.settings().mounts());
            return Optional.empty();
        }
        boolean patient = ran || Runtimes.handler(wanted).equals(Runtimes.OSGI);
        if (gap.isShort(now.steady()) && patient) {
            return Optional.of(RETRY);
        }
        if (!ran && KubeObject.isTerminating(wanted)) {
            return Optional.of(reportEnd(wanted, now));
        }
        if (gap.tell()) {
            services.events().warning(wanted, "", "FailedCreatePodSandBox", why.line());
        }
        if (!ran) {
            report.problem("ContainerCreating", why.line());
            report.publish(wanted, Sight.NOTHING, now);
        }
        return Optional.of(RETRY);
    }
}
