package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.probe.Checks;
import io.skep.edge.edged.internal.probe.Checks.Target;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops containers of one pod beside its worker, all at the same time: the hook, the signal, the rest of the grace period, force. */
final class Stops {

    private static final Logger LOG = LoggerFactory.getLogger(Stops.class);
    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final PodServices services;
    private final Hooks hooks;
    private final Runnable wake;
    private final Map<String, Stop> stops = new ConcurrentHashMap<>();

    Stops(PodServices services, Hooks hooks, Runnable wake) {
        this.services = services;
        this.hooks = hooks;
        this.wake = wake;
    }

    /** What is needed to stop a container. */
    record Order(JsonNode pod, JsonNode container, PodRuntime runtime, Target target) {}

    /** Begins to stop a container. When that has begun already, a shorter grace period shortens it. */
    void begin(Order order, Duration grace, String message) throws InterruptedException {
        String name = order.target().container();
        Stop present = stops.get(name);
        if (present != null) {
            present.shorten(services.clocks().steady().instant().plus(grace));
            return;
        }
        services.events().normal(order.pod(), name, "Killing", message);
        Stop stop = new Stop(order, grace, services.clocks().steady().instant().plus(grace));
        stops.put(name, stop);
        stop.handle = services.forks().start("stop-" + name, stop::run);
    }

    boolean isStopping(String container) {
        return stops.containsKey(container);
    }

    boolean isBusy() {
        return !stops.isEmpty();
    }

    /** One container's way to its end. */
    private final class Stop {

        private final Order order;
        private final Duration grace;
        private volatile Instant end;
        private volatile boolean hurried;
        private volatile Forks.Handle handle = () -> {};

        Stop(Order order, Duration grace, Instant end) {
            this.order = order;
            this.grace = grace;
            this.end = end;
        }

        void shorten(Instant sooner) {
            if (sooner.isBefore(end)) {
                end = sooner;
                hurried = true;
                handle.interrupt();
            }
        }

        /** Interrupted by the end of edged it stays where it is: its successor begins again. */
        void run() throws InterruptedException {
            preStop();
            while (!tryStop()) {
                pause();
            }
            stops.remove(order.target().container(), this);
            wake.run();
        }

        private void pause() throws InterruptedException {
            try {
                Thread.sleep(RETRY);
            } catch (InterruptedException e) {
                rethrowUnlessHurried(e);
            }
        }

        private void preStop() throws InterruptedException {
            if (grace.isZero() || !Hooks.hasPreStop(order.container())) {
                return;
            }
            try {
                hooks.preStop(
                        order.pod(),
                        order.container(),
                        new Checks(() -> Optional.of(order.runtime())),
                        order.target(),
                        grace);
            } catch (InterruptedException e) {
                rethrowUnlessHurried(e);
            }
        }

        /** False when it has to be tried again. */
        private boolean tryStop() throws InterruptedException {
            try {
                order.runtime().stop(order.target().podUid(), order.target().container(), left());
                return true;
            } catch (InterruptedException e) {
                rethrowUnlessHurried(e);
                return tryStop();
            } catch (RuntimeException e) {
                String why = e instanceof RuntimeFailure failure ? failure.line() : e.toString();
                LOG.warn(
                        "container {} not stopped, trying again: {}",
                        order.target().container(),
                        why);
                return false;
            }
        }

        /** In whole seconds, as engines count it. */
        private Duration left() {
            Duration left = Duration.ofSeconds(
                    Duration.between(services.clocks().steady().instant(), end)
                            .plusMillis(999)
                            .toSeconds());
            return left.compareTo(LEAST) < 0 ? LEAST : left;
        }

        private void rethrowUnlessHurried(InterruptedException e) throws InterruptedException {
            if (!hurried) {
                throw e;
            }
            hurried = false;
        }
    }
}
