package io.skep.edge.edged.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;
import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.node.LeaseKeeper;
import io.skep.edge.edged.internal.node.LinuxMachine;
import io.skep.edge.edged.internal.node.Machine;
import io.skep.edge.edged.internal.node.NodeKeeper;
import io.skep.edge.edged.internal.node.NodeSettings;
import io.skep.edge.edged.internal.node.RuntimeWatch;
import io.skep.edge.edged.internal.pod.PodSettings;
import io.skep.edge.edged.internal.pod.PodTable;
import io.skep.edge.edged.internal.pod.Runtimes;
import io.skep.edge.runtime.PodRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the node object and its lease, and runs the node's pods (KubeEdge's Edged). */
@BeehiveModule(name = "edged", group = "edged")
@Component(
        service = {Module.class, EdgedModule.class},
        configurationPid = "io.skep.edge.edged",
        configurationPolicy = REQUIRE)
@Designate(ocd = EdgedConfig.class)
public final class EdgedModule implements Module {

    private static final Logger LOG = LoggerFactory.getLogger(EdgedModule.class);

    private static final Duration ORPHANS = Duration.ofSeconds(10);

    private final NodeSettings settings;
    private final Machine machine;
    private final Clocks clocks;
    private final PodSettings pods;
    private final Map<String, PodRuntime> runtimes = new ConcurrentHashMap<>();
    private final Map<PodRuntime, AutoCloseable> subscriptions = new ConcurrentHashMap<>();
    private final Pause orphans = new Pause();
    private volatile Optional<PodTable> table = Optional.empty();

    @Activate
    public EdgedModule(EdgedConfig config, Map<String, Object> properties, BundleContext bundle) {
        this(
                Settings.node(config, properties, version(bundle)),
                Settings.pods(config, new LinuxMachine(Path.of(config.rootDirectory())), Mounts.ofThisProcess()),
                new LinuxMachine(Path.of(config.rootDirectory())),
                Clocks.ofThisMachine());
    }

    EdgedModule(NodeSettings settings, PodSettings pods, Machine machine, Clocks clocks) {
        this.settings = settings;
        this.pods = pods;
        this.machine = machine;
        this.clocks = clocks;
    }

    @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
    void bindRuntime(PodRuntime runtime, Map<String, Object> properties) {
        runtimes.put(String.valueOf(properties.get(PodRuntime.HANDLER)), runtime);
        subscriptions.put(runtime, runtime.onChange(uid -> table.ifPresent(pods -> pods.wake(uid))));
        table.ifPresent(PodTable::wakeAll);
        orphans.wake();
    }

    void unbindRuntime(PodRuntime runtime) throws Exception {
        runtimes.values().remove(runtime);
        AutoCloseable subscription = subscriptions.remove(runtime);
        if (subscription != null) {
            subscription.close();
        }
    }

    /** The pods, while the module runs. */
    Optional<PodTable> pods() {
        return table;
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        MetaCalls meta = new MetaCalls(context);
        NodeKeeper node = NodeKeeper.of(settings, machine, meta, new RuntimeWatch(() -> Map.copyOf(runtimes)), clocks);
        LeaseKeeper lease = new LeaseKeeper(settings, meta, node::uid, clocks.wall());
        Pause nodePause = new Pause();
        Pause leasePause = new Pause();
        context.fork(
                "node",
                () -> repeat(nodePause, () -> {
                    String known = node.uid();
                    Duration pause = node.pass();
                    if (!node.uid().equals(known)) {
                        leasePause.wake();
                    }
                    return pause;
                }));
        context.fork("lease", () -> repeat(leasePause, lease::pass));
        PodTable running = new PodTable(context, meta, new Runtimes(runtimes), pods, clocks);
        running.load();
        table = Optional.of(running);
        context.fork(
                "orphans",
                () -> repeat(orphans, () -> {
                    running.removeOrphans();
                    return ORPHANS;
                }));
        try {
            while (true) {
                EdgedCommand command = EdgedCommand.from(context.receive());
                if (command instanceof EdgedCommand.Connected) {
                    nodePause.wake();
                    leasePause.wake();
                } else {
                    handle(command, running);
                }
            }
        } finally {
            table = Optional.empty();
        }
    }

    private static void handle(EdgedCommand command, PodTable pods) throws InterruptedException {
        switch (command) {
            case EdgedCommand.PutPod(ObjectNode pod) -> pods.put(pod);
            case EdgedCommand.DropPod(String uid) -> pods.drop(uid);
            case EdgedCommand.ListPods() -> pods.load();
            case EdgedCommand.Refresh(String namespace) -> pods.refresh(namespace);
            case EdgedCommand.StatusLost(String pod) -> pods.statusLost(pod);
            case EdgedCommand.Connected() -> LOG.debug("cloud connected");
            case EdgedCommand.Ignored(String why) -> LOG.debug("message dropped: {}", why);
        }
    }

    private interface Pass {
        Duration once() throws InterruptedException;
    }

    private static void repeat(Pause pause, Pass pass) throws InterruptedException {
        while (true) {
            pause.sleep(pass.once());
        }
    }

    private static String version(BundleContext bundle) {
        Version version = bundle.getBundle().getVersion();
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}
