package io.skep.edge.runtime.osgi.internal;

import ch.qos.logback.classic.LoggerContext;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RegistryLogin;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeCondition;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.osgi.internal.ComponentCheck.Verdict;
import io.skep.edge.runtime.osgi.internal.PodSettings.Exit;
import io.skep.edge.runtime.osgi.internal.PodSettings.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.Version;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs containers as bundles of this framework. The bundles outlive this component: its successor finds them by their location. */
@Component(property = PodRuntime.HANDLER + "=osgi")
public final class OsgiPodRuntime implements PodRuntime {

    /** Service property by which a bundle ends its container. */
    static final String EXIT_CODE = "skep.exit.code";

    private static final Logger LOG = LoggerFactory.getLogger(OsgiPodRuntime.class);
    private static final long LOG_BYTES = 10L << 20;
    private static final int KILLED = 137;
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final BundleDeployment deployment;
    private final BundleImages images;
    private final PodSettings settings;
    private final ComponentCheck components;
    private final Optional<LoggerContext> logs;
    private final InstantSource clock;
    private final String version;
    private final Map<String, KnownPod> pods = new ConcurrentHashMap<>();
    private final Map<PodLocation, BundleContainer> containers = new ConcurrentHashMap<>();
    private final Map<PodLocation, Integer> exitRequests = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread watcher;

    /** A pod that was created here. */
    private record KnownPod(String uid, String namespace, String name) {}

    @Activate
    public OsgiPodRuntime(
            BundleContext context, @Reference ConfigurationAdmin admin, @Reference ServiceComponentRuntime components) {
        this(
                context,
                admin,
                components,
                new BundleImages(
                        List.of(home(context, "repo"), home(context, "bundle")),
                        context.getDataFile("images").toPath(),
                        BundleImages.https()),
                InstantSource.system());
    }

    OsgiPodRuntime(
            BundleContext context,
            ConfigurationAdmin admin,
            ServiceComponentRuntime components,
            BundleImages images,
            InstantSource clock) {
        this.deployment = new BundleDeployment(context);
        this.images = images;
        this.settings = new PodSettings(admin, String.valueOf(context.getProperty(Constants.FRAMEWORK_UUID)));
        this.components = new ComponentCheck(components);
        this.logs = PodLoggerContext.find();
        this.clock = clock;
        Version own = context.getBundle().getVersion();
        this.version = "osgi://" + own.getMajor() + "." + own.getMinor() + "." + own.getMicro();
        adopt();
        deployment.listen(event -> wake.release(), this::exitRequested, EXIT_CODE);
        this.watcher = Thread.ofVirtual().name("pod-bundles").start(this::watch);
    }

    private static Path home(BundleContext context, String folder) {
        String home = context.getProperty("skep.home");
        return Path.of(home == null ? "." : home, folder);
    }

    /** Bundles that this process made are containers again, and started if they were not yet; what another process left behind is cleaned away. */
    private void adopt() {
        for (Bundle bundle : deployment.podBundles()) {
            PodLocation location = PodLocation.parse(bundle.getLocation()).orElseThrow();
            Optional<Memory> memory = settings.read(bundle);
            if (memory.isEmpty()) {
                settings.delete(bundle);
                deployment.uninstall(bundle);
                continue;
            }
            Memory known = memory.get();
            pods.put(location.uid(), new KnownPod(location.uid(), known.namespace(), known.name()));
            BundleContainer container = new BundleContainer(
                    location, known, bundle, known.exit().isPresent() ? Optional.empty() : log(location, known.log()));
            containers.put(location, container);
            if (known.exit().isPresent() || deployment.isStarted(bundle)) {
                container.begin();
            } else {
                start(container);
            }
        }
    }

    private Optional<PodLog> log(PodLocation location, String file) {
        if (logs.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PodLog.attach(logs.get(), location.logger(), Path.of(file), LOG_BYTES));
        } catch (IOException e) {
            throw new RuntimeFailure(
                    OsgiError.NOT_INSTALLED,
                    "CreateContainerError",
                    "The log file " + file + " cannot be opened: " + e.getMessage() + ".",
                    e);
        }
    }

    @Deactivate
    void close() {
        watcher.interrupt();
        deployment.close();
        containers.values().forEach(container -> container.log().ifPresent(PodLog::stop));
    }

    @Override
    public RuntimeCondition condition() {
        return new RuntimeCondition(true, version, "");
    }

    @Override
    public List<RunningPod> pods() {
        List<RunningPod> list = new ArrayList<>();
        pods.values().forEach(pod -> list.add(running(pod)));
        return list;
    }

    @Override
    public Optional<RunningPod> find(String podUid) {
        return Optional.ofNullable(pods.get(podUid)).map(this::running);
    }

    private RunningPod running(KnownPod pod) {
        List<ContainerState> states =
                of(pod.uid()).stream().map(BundleContainer::state).toList();
        return new RunningPod(pod.uid(), pod.namespace(), pod.name(), "", true, states);
    }

    private List<BundleContainer> of(String uid) {
        return containers.values().stream()
                .filter(container -> container.location().uid().equals(uid))
                .toList();
    }

    @Override
    public void createPod(PodRequest pod) {
        pods.putIfAbsent(pod.uid(), new KnownPod(pod.uid(), pod.namespace(), pod.name()));
    }

    @Override
    public Optional<ImageInfo> findImage(String image) {
        return images.find(image).map(file -> new ImageInfo(image, OptionalLong.empty(), ""));
    }

    @Override
    public void pull(String image, List<RegistryLogin> logins) throws InterruptedException {
        images.pull(image);
    }

    @Override
    public void start(PodRequest pod, ContainerRequest request) throws InterruptedException {
        if (!pods.containsKey(pod.uid())) {
            throw new RuntimeFailure(
                    OsgiError.UNKNOWN_POD,
                    "CreateContainerError",
                    "The container " + request.name() + " was not started: its pod " + pod.uid() + " is unknown.");
        }
        if (!request.command().isEmpty()) {
            throw new RuntimeFailure(
                    OsgiError.NOT_SUPPORTED,
                    "CreateContainerError",
                    "The container " + request.name() + " was not made: it has a command, which a bundle cannot have.");
        }
        PodLocation location = new PodLocation(pod.uid(), request.name());
        BundleContainer old = containers.get(location);
        if (old != null) {
            forget(old);
        }
        Path file = images.find(request.image())
                .orElseThrow(() -> new RuntimeFailure(
                        OsgiError.NO_SUCH_BUNDLE,
                        "ErrImageNeverPull",
                        "The image " + request.image() + " is not on this node."));
        BundleContainer container = make(location, pod, request, file);
        containers.put(location, container);
        start(container);
    }

    private void start(BundleContainer container) {
        Thread.ofVirtual().name("start " + container.location()).start(() -> begin(container));
    }

    private BundleContainer make(PodLocation location, PodRequest pod, ContainerRequest request, Path file)
            throws InterruptedException {
        Bundle bundle = Aside.get(
                "install " + location,
                () -> deployment.resolved(location, request.image(), file),
                deployment::uninstall);
        try {
            String imageId = bundle.getSymbolicName() + "@sha256:" + BundleImages.digest(file);
            settings.write(bundle, pod, request, imageId, clock.instant());
            Memory memory = settings.read(bundle).orElseThrow();
            return new BundleContainer(location, memory, bundle, log(location, memory.log()));
        } catch (IOException e) {
            discard(bundle);
            throw new RuntimeFailure(
                    OsgiError.NOT_INSTALLED,
                    "CreateContainerError",
                    "The file " + file + " cannot be read: " + e + ".",
                    e);
        } catch (RuntimeException e) {
            discard(bundle);
            throw e;
        }
    }

    private void discard(Bundle bundle) throws InterruptedException {
        settings.delete(bundle);
        Aside.run("uninstall " + bundle.getLocation(), () -> deployment.uninstall(bundle));
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

    private void ended(BundleContainer container, int code, String reason, String message) {
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

    @Override
    public void stop(String podUid, String container, Duration grace) throws InterruptedException {
        BundleContainer running = containers.get(new PodLocation(podUid, container));
        if (running == null || running.phase() == Phase.EXITED) {
            return;
        }
        running.stopping();
        Thread stopping =
                Thread.ofVirtual().name("stop " + running.location()).start(() -> deployment.stop(running.bundle()));
        boolean inTime = stopping.join(grace.isZero() ? Duration.ofMillis(500) : grace);
        if (!inTime) {
            LOG.warn("container {} did not stop in {} s, it is interrupted", running.location(), grace.toSeconds());
            stopping.interrupt();
            stopping.join(Duration.ofSeconds(2));
        }
        ended(running, inTime ? 0 : KILLED, inTime ? "Completed" : "Error", inTime ? "" : "it did not stop in time");
    }

    @Override
    public void remove(String podUid) throws InterruptedException {
        for (BundleContainer container : of(podUid)) {
            stop(podUid, container.location().container(), Duration.ZERO);
            forget(container);
        }
        pods.remove(podUid);
        exitRequests.keySet().removeIf(location -> location.uid().equals(podUid));
    }

    private void forget(BundleContainer container) throws InterruptedException {
        container.awaitSettled(SETTLING);
        containers.remove(container.location(), container);
        container.log().ifPresent(PodLog::stop);
        exitRequests.remove(container.location());
        discard(container.bundle());
    }

    @Override
    public ExecResult exec(String podUid, String container, List<String> command, Duration limit) {
        throw new RuntimeFailure(
                OsgiError.NOT_SUPPORTED,
                "ExecNotSupported",
                "No command can be run in the container " + container + ": it is a bundle.");
    }

    /** Nothing to do: these logs are rotated here. */
    @Override
    public void reopenLog(String podUid, String container) {
        LOG.debug("log of {}/{} not reopened", podUid, container);
    }

    @Override
    public AutoCloseable onChange(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
