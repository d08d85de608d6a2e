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
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
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

    private static final Logger LOG = LoggerFactory.getLogger(OsgiPodRuntime.class);
    private static final long LOG_BYTES = 10L << 20;
    private static final int KILLED = 137;
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final BundleDeployment deployment;
    private final BundleImages images;
    private final PodSettings settings;
    private final Optional<LoggerContext> logs;
    private final InstantSource clock;
    private final String version;
    private final Map<String, KnownPod> pods = new ConcurrentHashMap<>();
    private final Map<PodLocation, BundleContainer> containers = new ConcurrentHashMap<>();
    private final BundleWatcher watcher;

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
        this.logs = PodLoggerContext.find();
        this.clock = clock;
        Version own = context.getBundle().getVersion();
        this.version = "osgi://" + own.getMajor() + "." + own.getMinor() + "." + own.getMicro();
        this.watcher = new BundleWatcher(deployment, settings, new ComponentCheck(components), clock, containers);
        adopt();
        watcher.open();
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
                watcher.start(container);
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
        watcher.close();
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
        watcher.start(container);
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
        watcher.ended(
                running, inTime ? 0 : KILLED, inTime ? "Completed" : "Error", inTime ? "" : "it did not stop in time");
    }

    @Override
    public void remove(String podUid) throws InterruptedException {
        for (BundleContainer container : of(podUid)) {
            stop(podUid, container.location().container(), Duration.ZERO);
            forget(container);
        }
        pods.remove(podUid);
    }

    private void forget(BundleContainer container) throws InterruptedException {
        container.awaitSettled(SETTLING);
        containers.remove(container.location(), container);
        container.log().ifPresent(PodLog::stop);
        discard(container.bundle());
        watcher.forget(container.location());
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
        return watcher.onChange(listener);
    }
}
