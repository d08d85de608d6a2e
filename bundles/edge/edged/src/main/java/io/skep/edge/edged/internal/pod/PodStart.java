package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Clocks.Moment;
import io.skep.edge.edged.internal.pod.ContainerStarter.Surroundings;
import io.skep.edge.edged.internal.pod.Ledger.Entry;
import io.skep.edge.edged.internal.pod.Probes.Failure;
import io.skep.edge.edged.internal.probe.Checks.Target;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the containers of a pod that is to run forward: volumes, sandbox, init containers one by one, then the others. */
final class PodStart {

    private final PodServices services;
    private final PodFolder folder;
    private final Ledger ledger;
    private final ContainerStarter starter;
    private final Stops stops;
    private final Probes probes;
    private final PodReport report;
    private final PodRequests requests;
    private final Admission admission;
    private volatile boolean stale = true;
    private Instant refreshed = Instant.EPOCH;
    private Map<String, Path> paths = Map.of();

    PodStart(
            PodServices services,
            PodFolder folder,
            Ledger ledger,
            ContainerStarter starter,
            Stops stops,
            Probes probes,
            PodReport report) {
        this.services = services;
        this.folder = folder;
        this.ledger = ledger;
        this.starter = starter;
        this.stops = stops;
        this.probes = probes;
        this.report = report;
        this.requests = new PodRequests(folder, services.settings(), services.events());
        this.admission = new Admission(new PodSupport(PodFields.read()), services.events());
    }

    /** What the volumes are made of has changed. */
    void refresh() {
        stale = true;
    }

    /** One step; returns whether the runtime was told something. */
    boolean advance(JsonNode pod, PodRuntime runtime, Sight sight, Moment now) throws InterruptedException {
        try {
            admission.check(pod);
        } catch (PodProblem e) {
            report.problem(e.reason(), e.line());
            return stops.isBusy();
        }
        References references = new References(services.meta(), pod);
        Downward downward = new Downward(pod, services.settings().host(), sight.ip());
        Volumes volumes = new Volumes(pod, folder, services.settings(), references, downward, services.events());
        boolean usable = prepare(pod, volumes, now);
        if (!sight.works()) {
            renew(pod);
        }
        List<JsonNode> due = due(pod, runtime, sight, now);
        if (due.isEmpty() || !usable) {
            return stops.isBusy();
        }
        try {
            start(pod, runtime, sight, references, due);
        } catch (PodProblem e) {
            report.problem(e.reason(), e.line());
            services.events().warning(pod, "", "Failed", "Error: " + e.line());
        }
        return true;
    }

    private boolean prepare(JsonNode pod, Volumes volumes, Moment now) throws InterruptedException {
        boolean isDue = stale
                || !now.steady().isBefore(refreshed.plus(services.settings().sync()));
        if (!isDue) {
            return true;
        }
        if (stale) {
            starter.retryConfig();
        }
        stale = false;
        refreshed = now.steady();
        try {
            paths = volumes.prepare(now.wall());
            report.noProblem();
            return true;
        } catch (PodProblem e) {
            services.events().warning(pod, "", "FailedMount", e.line());
            stale = paths.isEmpty();
            if (stale) {
                report.problem(e.reason(), e.line());
            }
            return !stale;
        }
    }

    /** A new sandbox will be made: what the init containers prepared in the old one is gone. */
    private void renew(JsonNode pod) {
        for (JsonNode container : PodSpec.init(pod)) {
            Entry entry = ledger.get(PodSpec.name(container));
            if (entry.last().isPresent() && !entry.running() && !entry.again()) {
                ledger.put(PodSpec.name(container), entry.onceMore());
            }
        }
    }

    private List<JsonNode> due(JsonNode pod, PodRuntime runtime, Sight sight, Moment now) throws InterruptedException {
        List<JsonNode> due = new ArrayList<>();
        for (JsonNode container : PodSpec.init(pod)) {
            if (!RestartPolicy.of(pod).isDone(ledger.get(PodSpec.name(container)), true)) {
                if (isDue(pod, container, runtime, sight, true, now)) {
                    due.add(container);
                }
                return due;
            }
        }
        for (JsonNode container : PodSpec.main(pod)) {
            if (isDue(pod, container, runtime, sight, false, now)) {
                due.add(container);
            }
        }
        return due;
    }

    private boolean isDue(JsonNode pod, JsonNode container, PodRuntime runtime, Sight sight, boolean init, Moment now)
            throws InterruptedException {
        String name = PodSpec.name(container);
        Entry entry = ledger.get(name);
        if (stops.isStopping(name)) {
            return false;
        }
        if (entry.running()) {
            Optional<ContainerState> state = sight.find(name);
            if (state.isPresent()) {
                look(pod, container, state.get(), runtime, sight);
            }
            return false;
        }
        probes.end(name);
        if (RestartPolicy.of(pod).isDone(entry, init)) {
            return false;
        }
        if (starter.isBackingOff(name, now)) {
            services.events()
                    .warning(
                            pod,
                            name,
                            "BackOff",
                            "Back-off restarting failed container " + name + " in pod " + PodSpec.text(pod));
            return false;
        }
        return starter.mayStart(container, runtime, now);
    }

    /** A container that runs: is it the one that is wanted, and is it well? */
    private void look(JsonNode pod, JsonNode container, ContainerState state, PodRuntime runtime, Sight sight)
            throws InterruptedException {
        String name = state.name();
        Stops.Order order = new Stops.Order(pod, container, runtime, target(pod, name, sight));
        if (isOther(pod, container, state)) {
            probes.end(name);
            stops.begin(order, PodSpec.grace(pod), "Container " + name + " definition changed, will be restarted");
            return;
        }
        Optional<Failure> failure = probes.failure(name);
        if (failure.isPresent()) {
            probes.end(name);
            stops.begin(
                    order,
                    failure.get().grace().orElse(PodSpec.grace(pod)),
                    failure.get().message());
        }
    }

    /** Engines tell another name of the same image, so what counts is the name that it was started with. */
    private boolean isOther(JsonNode pod, JsonNode container, ContainerState state) {
        String image = ledger.get(state.name()).image();
        if (image.isEmpty() && Runtimes.handler(pod).equals(Runtimes.OSGI)) {
            image = state.image();
        }
        return !image.isEmpty() && !image.equals(PodSpec.image(container));
    }

    /** Sees to it that each container that runs is watched by its hook and its probes. */
    void watch(JsonNode pod, Sight sight) {
        for (JsonNode container : PodSpec.main(pod)) {
            String name = PodSpec.name(container);
            sight.find(name)
                    .filter(state ->
                            state.phase() == Phase.RUNNING && ledger.get(name).running() && !stops.isStopping(name))
                    .ifPresent(state -> probes.follow(
                            pod,
                            container,
                            state,
                            target(pod, name, sight).address(),
                            starter.isFresh(name, state.attempt())));
        }
    }

    /** Where the pod's containers are reached. */
    Target target(JsonNode pod, String container, Sight sight) {
        String ip = sight.ip().isEmpty() ? services.settings().host().ip() : sight.ip();
        return new Target(KubeObject.uid(pod), container, ip);
    }

    private void start(JsonNode pod, PodRuntime runtime, Sight sight, References references, List<JsonNode> due)
            throws InterruptedException {
        PodRequest request = requests.of(pod);
        String ip = sight.ip();
        if (!sight.works()) {
            if (sight.present()) {
                services.events()
                        .normal(pod, "", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
            }
            if (!createPod(pod, runtime, request)) {
                return;
            }
            ip = runtime.find(request.uid()).map(RunningPod::ip).orElse("");
        }
        Downward downward = new Downward(pod, services.settings().host(), ip);
        Environment environment = new Environment(references, downward);
        Surroundings in = new Surroundings(pod, runtime, request, ip, environment, paths);
        for (JsonNode container : due) {
            starter.start(in, references, container);
        }
    }

    private boolean createPod(JsonNode pod, PodRuntime runtime, PodRequest request) throws InterruptedException {
        ledger.usesRuntime(Runtimes.handler(pod));
        try {
            runtime.createPod(request);
            report.noProblem();
            return true;
        } catch (RuntimeFailure e) {
            if (!runtime.condition().ready()) {
                throw e;
            }
            services.events().warning(pod, "", "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.line());
            report.problem("ContainerCreating", e.line());
            return false;
        }
    }

    /** How long nothing is to be done unless something happens. */
    Duration pause(JsonNode pod, Moment now, Duration most) {
        Duration shortest = most;
        for (JsonNode container : PodSpec.all(pod)) {
            Instant until = starter.notBefore(PodSpec.name(container), now);
            if (until.isAfter(now.steady()) && until.isBefore(now.steady().plus(shortest))) {
                shortest = Duration.between(now.steady(), until);
            }
        }
        return shortest;
    }
}
