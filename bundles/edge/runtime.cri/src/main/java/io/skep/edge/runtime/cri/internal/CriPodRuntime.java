package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RegistryLogin;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeCondition;
import io.skep.edge.runtime.RuntimeFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Runs pods in a container engine that speaks CRI. The engine remembers what runs; this component may come and go. */
@Component(
        service = {PodRuntime.class, CriPodRuntime.class},
        configurationPid = "io.skep.edge.runtime.cri",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = PodRuntime.HANDLER + "=cri")
@Designate(ocd = CriConfig.class)
public final class CriPodRuntime implements PodRuntime {

    private final CriConnection connection;
    private final CriConnection imageConnection;
    private final CriCalls calls;
    private final EngineCheck check;
    private final PodList list;
    private final PodSandboxes sandboxes;
    private final PodContainers containers;
    private final Images images;
    private final PodWatch watch;
    private final EngineTrial trial;

    @Activate
    public CriPodRuntime(CriConfig config) {
        this(CriSettings.of(config), new PodCgroups(Path.of("/proc/self/mountinfo")), InstantSource.system());
    }

    CriPodRuntime(CriSettings settings, PodCgroups cgroups, InstantSource clock) {
        Labels labels = new Labels(settings.node());
        this.connection = new CriConnection(settings.runtime());
        this.imageConnection =
                settings.images().equals(settings.runtime()) ? connection : new CriConnection(settings.images());
        this.calls = new CriCalls(connection, settings.limit());
        EngineVersion version = new EngineVersion(calls);
        this.check = new EngineCheck(calls, version, clock);
        this.list = new PodList(calls, labels, new ContainerStates(calls, version));
        this.sandboxes = new PodSandboxes(calls, labels, cgroups);
        this.containers = new PodContainers(calls, labels, sandboxes);
        this.images = new Images(imageConnection);
        this.watch = new PodWatch(calls, labels);
        this.trial = new EngineTrial(calls, cgroups);
        watch.start();
    }

    @Deactivate
    void close() {
        watch.close();
        connection.close();
        imageConnection.close();
    }

    /** Makes and removes a pod by the bare calls. */
    EngineTrial.Times trial(String image) throws InterruptedException {
        try {
            return trial.run(image);
        } catch (CallFailure e) {
            throw Failures.of(
                    e, connection.endpoint(), CriError.SANDBOX_FAILED, "CreatePodSandboxError", "The trial pod");
        } catch (IOException e) {
            throw new RuntimeFailure(
                    CriError.SANDBOX_FAILED,
                    "CreatePodSandboxError",
                    "The trial pod was not made: no temporary folder for its log (" + e.getMessage() + ").",
                    e);
        }
    }

    Endpoint endpoint() {
        return connection.endpoint();
    }

    /** Ids of the sandboxes by the uid of their pod. */
    Map<String, String> sandboxIds() {
        return calls.ask("The look at the sandboxes", list::sandboxIds);
    }

    @Override
    public RuntimeCondition condition() {
        return check.condition();
    }

    @Override
    public List<RunningPod> pods() {
        return calls.ask("The look at the pods", list::all);
    }

    @Override
    public Optional<RunningPod> find(String podUid) {
        return calls.ask("The look at pod " + podUid, () -> list.find(podUid));
    }

    @Override
    public void createPod(PodRequest pod) throws InterruptedException {
        sandboxes.create(pod);
        watch.poke();
    }

    @Override
    public Optional<ImageInfo> findImage(String image) {
        return calls.ask("The look for image " + image, () -> images.find(image));
    }

    @Override
    public void pull(String image, List<RegistryLogin> logins) throws InterruptedException {
        images.pull(image, logins);
    }

    @Override
    public void start(PodRequest pod, ContainerRequest container) throws InterruptedException {
        containers.start(pod, container);
        watch.poke();
    }

    @Override
    public void stop(String podUid, String container, Duration grace) throws InterruptedException {
        containers.stop(podUid, container, grace);
        watch.poke();
    }

    @Override
    public void remove(String podUid) throws InterruptedException {
        sandboxes.remove(podUid);
        watch.poke();
    }

    @Override
    public ExecResult exec(String podUid, String container, List<String> command, Duration limit)
            throws InterruptedException {
        return containers.exec(podUid, container, command, limit);
    }

    @Override
    public void reopenLog(String podUid, String container) throws InterruptedException {
        containers.reopenLog(podUid, container);
    }

    @Override
    public AutoCloseable onChange(Consumer<String> listener) {
        return watch.listen(listener);
    }
}
