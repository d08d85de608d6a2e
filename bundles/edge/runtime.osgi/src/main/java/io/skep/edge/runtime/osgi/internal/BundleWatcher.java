package io.skep.edge.runtime.osgi.internal;

import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.osgi.internal.ComponentCheck.Verdict;
import io.skep.edge.runtime.osgi.internal.PodSettings.Exit;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees how the bundles of pods fare, and tells who listens. */
final class BundleWatcher implements AutoCloseable {

    /** Service property by which a bundle ends its container. */
    static final String EXIT_CODE = "skep.exit.code";

    private static final Logger LOG = LoggerFactory.getLogger(BundleWatcher.class);

    private final BundleDeployment deployment;
    private final PodSettings settings;
    private final ComponentCheck components;
    private final InstantSource clock;
    private final Map<PodLocation, BundleContainer> containers;
    private final Map<PodLocation, Integer> exitRequests = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("pod-bundles").unstarted(this::watch);

    /** @param containers those that there are; whoever adds one starts it */
    BundleWatcher(
            BundleDeployment deployment,
            PodSettings settings,
            ComponentCheck components,
            InstantSource clock,
            Map<PodLocation, BundleContainer> containers) {
        this.deployment = deployment;
        this.settings = settings;
        this.components = components;
        this.clock = clock;
        this.containers = containers;
    }

    /** Begins to look. */
    void open() {
        deployment.listen(event -> wake.release(), this::exitRequested, EXIT_CODE);
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** Starts a container's bundle on a thread of its own. */
    void start(BundleContainer container) {
        Thread.ofVirtual().name("start " + container.location()).start(() -> begin(container));
    }

    /** The bundle's own code runs here and may take its time. */
    private void begin(BundleContainer container) {
        try {
            container.bundle().start(Bundle.START_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            ended(container, 1, "Error", "the bundle did not start: " + cause);
        } finally {
            container.begin();
            wake.release();
        }
    }

    private void exitRequested(ServiceEvent event) {
        Object code = event.getServiceReference().getProperty(EXIT_CODE);
        Bundle bundle = event.getServiceReference().getBundle();
        if (event.getType() != ServiceEvent.UNREGISTERING && bundle != null && code instanceof Number number) {
            PodLocation.parse(bundle.getLocation()).ifPresent(location -> {
                exitRequests.put(location, number.intValue());
                wake.release();
            });
        }
    }

    private void watch() {
        try {
            while (true) {
                boolean starting = false;
                for (BundleContainer container : containers.values()) {
                    look(container);
                    starting |= container.phase() == Phase.STARTING;
                }
                if (wake.tryAcquire(starting ? 100 : 1000, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("pod bundles are no longer watched");
        }
    }

    private void look(BundleContainer container) {
        try {
            Integer code = exitRequests.remove(container.location());
            if (code != null) {
                ended(container, code, code == 0 ? "Completed" : "Error", "");
            } else if (container.tells()) {
                compare(container);
            }
        } catch (RuntimeException e) {
            LOG.warn("container {} not looked at", container.location(), e);
        }
    }

    private void compare(BundleContainer container) {
        int state = container.bundle().getState();
        if (state == Bundle.STARTING || state == Bundle.STOPPING || deployment.isShuttingDown()) {
            return;
        }
        if (state != Bundle.ACTIVE) {
            ended(container, 0, "Completed", "the bundle stopped");
            return;
        }
        boolean changed = switch (components.check(container.bundle())) {
            case Verdict.Satisfied satisfied -> container.running();
            case Verdict.Waiting(String why) -> container.waiting(why);
            case Verdict.Failed(String why) -> {
                ended(container, 1, "Error", why);
                yield false;
            }
        };
        if (changed) {
            tell(container.location().uid());
        }
    }

    /** Its end is kept and told, once; the first word counts. */
    void ended(BundleContainer container, int code, String reason, String message) {
        Exit exit = new Exit(code, reason, message, clock.instant());
        if (!container.exited(exit)) {
            return;
        }
        LOG.info("container {} ended with code {} {}", container.location(), code, message);
        Thread.ofVirtual().name("end " + container.location()).start(() -> settle(container, exit));
        tell(container.location().uid());
    }

    private void settle(BundleContainer container, Exit exit) {
        try {
            deployment.stop(container.bundle());
            if (exit.code() != 0) {
                container
                        .log()
                        .ifPresent(log -> log.tell("container ended with code " + exit.code() + " " + exit.message()));
            }
            container.log().ifPresent(PodLog::stop);
            remember(container, exit);
        } finally {
            container.settled();
        }
        tell(container.location().uid());
    }

    private void remember(BundleContainer container, Exit exit) {
        try {
            if (containers.get(container.location()) == container) {
                settings.ended(container.bundle(), exit);
            }
        } catch (RuntimeFailure | IllegalStateException e) {
            LOG.warn("end of container {} not kept: {}", container.location(), e.getMessage());
        }
    }

    private void tell(String uid) {
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(uid);
            } catch (RuntimeException e) {
                LOG.warn("listener for pod {} failed", uid, e);
            }
        }
    }

    /** What was asked of a container that is no more. */
    void forget(PodLocation location) {
        exitRequests.remove(location);
    }

    AutoCloseable onChange(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
