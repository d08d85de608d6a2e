package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.probe.Checks;
import io.skep.edge.edged.internal.probe.Checks.Target;
import io.skep.edge.edged.internal.probe.Outcome;
import io.skep.edge.edged.internal.probe.Probe;
import io.skep.edge.edged.internal.probe.Probe.Kind;
import io.skep.edge.edged.internal.probe.Tally;
import io.skep.edge.runtime.ContainerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches the running containers of one pod by their hook after the start and their probes; each on a thread of its own, which ends with the container. */
final class Probes {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final PodServices services;
    private final Hooks hooks;
    private final Runnable wake;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();

    Probes(PodServices services, Hooks hooks, Runnable wake) {
        this.services = services;
        this.hooks = hooks;
        this.wake = wake;
    }

    /**
     * Why a container has to be stopped.
     *
     * @param grace the probe's own grace period
     */
    record Failure(String message, Optional<Duration> grace) {}

    /**
     * Begins to watch a container, unless this attempt is watched already.
     *
     * @param fresh it was started a moment ago, so that its hook has not run yet
     */
    void follow(JsonNode pod, JsonNode container, ContainerState state, String address, boolean fresh) {
        String name = state.name();
        Watch present = watches.get(name);
        if (present != null && present.attempt == state.attempt()) {
            present.goOn();
            return;
        }
        end(name);
        Target target = new Target(pod.path("metadata").path("uid").asText(), name, address);
        String handler = Runtimes.handler(pod);
        Checks checks = new Checks(() -> services.runtimes().find(handler));
        Watch watch = new Watch(pod, container, state, checks, target, fresh);
        watches.put(name, watch);
        watch.begin();
    }

    /** Ends what is being done for a container; what was found stays known. */
    void end(String container) {
        Watch watch = watches.get(container);
        if (watch != null) {
            watch.end();
        }
    }

    void endAll() {
        watches.values().forEach(Watch::end);
    }

    boolean isStarted(String container, int attempt) {
        Watch watch = watches.get(container);
        return watch != null && watch.attempt == attempt && watch.started;
    }

    boolean isReady(String container, int attempt) {
        Watch watch = watches.get(container);
        return watch != null && watch.attempt == attempt && watch.started && watch.ready;
    }

    Optional<Failure> failure(String container) {
        return Optional.ofNullable(watches.get(container)).flatMap(watch -> watch.failure);
    }

    /** One attempt of a container. */
    private final class Watch {

        private final JsonNode pod;
        private final JsonNode container;
        private final Instant begin;
        private final int attempt;
        private final Checks checks;
        private final Target target;
        private final List<Forks.Handle> work = new CopyOnWriteArrayList<>();
        private volatile boolean hooked;
        private volatile boolean started;
        private volatile boolean ready;
        private volatile Optional<Failure> failure = Optional.empty();
        private boolean startingUp;
        private boolean probing;

        Watch(JsonNode pod, JsonNode container, ContainerState state, Checks checks, Target target, boolean fresh) {
            this.pod = pod;
            this.container = container;
            this.begin = services.clocks().now().steadily(state.startedAt());
            this.attempt = state.attempt();
            this.checks = checks;
            this.target = target;
            JsonNode known = known(state);
            boolean wasStarted = known.path("started").asBoolean(false);
            hooked = !fresh || !Hooks.hasPostStart(container);
            started =
                    hooked && (wasStarted || Probe.find(container, Kind.STARTUP).isEmpty());
            ready = known.path("ready").asBoolean(false)
                    || Probe.find(container, Kind.READINESS).isEmpty();
        }

        /** What the cloud knows of this very container: another edged has watched it before. */
        private JsonNode known(ContainerState state) {
            for (JsonNode status : pod.path("status").path("containerStatuses")) {
                if (!state.id().isEmpty()
                        && status.path("containerID").asText().equals(state.id())
                        && status.path("state").has("running")) {
                    return status;
                }
            }
            return pod.path("status").path("none");
        }

        void begin() {
            if (!hooked) {
                work.add(services.forks().start("post-start-" + target.container(), this::postStart));
            }
            goOn();
        }

        /** Probes begin one after the other: startup after the hook, the others after startup. */
        void goOn() {
            if (hooked && !started && !startingUp) {
                startingUp = true;
                probe(Kind.STARTUP);
            }
            if (started && !probing) {
                probing = true;
                probe(Kind.LIVENESS);
                probe(Kind.READINESS);
            }
        }

        private void postStart() throws InterruptedException {
            if (tryHook().isPresent()) {
                work.add(services.forks().repeat("post-start-" + target.container(), RETRY, this::tryHook));
            }
        }

        /** When to try again, for a runtime that went away may not have run it. */
        private Optional<Duration> tryHook() throws InterruptedException {
            switch (hooks.postStart(pod, container, checks, target)) {
                case Outcome.Away(String message) -> {
                    return Optional.of(RETRY);
                }
                case Outcome.Good() -> {
                    hooked = true;
                    started = Probe.find(container, Kind.STARTUP).isEmpty();
                }
                case Outcome.Bad(String message) -> hookFailed();
                case Outcome.Unknown(String message) -> hookFailed();
            }
            wake.run();
            return Optional.empty();
        }

        private void hookFailed() {
            failure = Optional.of(new Failure("FailedPostStartHook", Optional.empty()));
        }

        private void probe(Kind kind) {
            Probe.find(container, kind).ifPresent(probe -> {
                Tally tally = new Tally(probe);
                Duration first = Duration.between(services.clocks().steady().instant(), begin.plus(probe.delay()));
                work.add(services.forks()
                        .repeat(
                                "probe-" + target.container(),
                                first.isNegative() ? Duration.ZERO : first,
                                () -> check(probe, tally)));
            });
        }

        private Optional<Duration> check(Probe probe, Tally tally) throws InterruptedException {
            if (probe.kind() == Kind.STARTUP && started) {
                return Optional.empty();
            }
            Outcome outcome = checks.run(probe.handler(), target, probe.timeout());
            switch (outcome) {
                case Outcome.Good() -> {}
                case Outcome.Bad(String message) -> unhealthy(probe, " probe failed: " + message);
                case Outcome.Unknown(String message) -> unhealthy(probe, " probe errored: " + message);
                case Outcome.Away(String message) -> {
                    // a runtime that is away or being swapped says nothing about the container
                }
            }
            return switch (tally.record(outcome)) {
                case GOOD -> good(probe);
                case BAD -> bad(probe);
                case NOTHING -> Optional.of(probe.period());
            };
        }

        private void unhealthy(Probe probe, String message) throws InterruptedException {
            services.events()
                    .warning(pod, target.container(), "Unhealthy", probe.kind().word() + message);
        }

        private Optional<Duration> good(Probe probe) {
            switch (probe.kind()) {
                case STARTUP -> {
                    started = true;
                    wake.run();
                    return Optional.empty();
                }
                case READINESS -> ready(true);
                case LIVENESS -> {
                    // it lives, as it did before
                }
            }
            return Optional.of(probe.period());
        }

        private Optional<Duration> bad(Probe probe) {
            if (probe.kind() == Kind.READINESS) {
                ready(false);
                return Optional.of(probe.period());
            }
            String word = probe.kind() == Kind.STARTUP ? "startup" : "liveness";
            failure = Optional.of(new Failure(
                    "Container " + target.container() + " failed " + word + " probe, will be restarted",
                    probe.grace()));
            wake.run();
            return Optional.empty();
        }

        private void ready(boolean now) {
            if (ready != now) {
                ready = now;
                wake.run();
            }
        }

        void end() {
            work.forEach(Forks.Handle::interrupt);
            work.clear();
            failure = Optional.empty();
            startingUp = true;
            probing = true;
        }
    }
}
