package io.skep.edge.edged.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;
import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.edge.edged.internal.node.LeaseKeeper;
import io.skep.edge.edged.internal.node.LinuxMachine;
import io.skep.edge.edged.internal.node.Machine;
import io.skep.edge.edged.internal.node.NodeKeeper;
import io.skep.edge.edged.internal.node.NodeSettings;
import io.skep.edge.edged.internal.node.RuntimeWatch;
import io.skep.edge.runtime.PodRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps the node object and its lease, and runs the node's pods (KubeEdge's Edged). */
@BeehiveModule(name = "edged", group = "edged")
@Component(
        service = {Module.class, EdgedModule.class},
        configurationPid = "io.skep.edge.edged",
        configurationPolicy = REQUIRE)
@Designate(ocd = EdgedConfig.class)
public final class EdgedModule implements Module {

    private final NodeSettings settings;
    private final Machine machine;
    private final InstantSource clock;
    private final Map<String, PodRuntime> runtimes = new ConcurrentHashMap<>();

    @Activate
    public EdgedModule(EdgedConfig config, Map<String, Object> properties, BundleContext bundle) {
        this(
                Settings.node(config, properties, version(bundle)),
                new LinuxMachine(Path.of(config.rootDirectory())),
                InstantSource.system());
    }

    EdgedModule(NodeSettings settings, Machine machine, InstantSource clock) {
        this.settings = settings;
        this.machine = machine;
        this.clock = clock;
    }

    @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
    void bindRuntime(PodRuntime runtime, Map<String, Object> properties) {
        runtimes.put(String.valueOf(properties.get(PodRuntime.HANDLER)), runtime);
    }

    void unbindRuntime(PodRuntime runtime) {
        runtimes.values().remove(runtime);
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        MetaCalls meta = new MetaCalls(context);
        NodeKeeper node = NodeKeeper.of(settings, machine, meta, new RuntimeWatch(runtimes::values), clock);
        LeaseKeeper lease = new LeaseKeeper(settings, meta, node::uid, clock);
        context.fork("node", () -> repeat(node::pass));
        context.fork("lease", () -> repeat(lease::pass));
        while (true) {
            context.receive();
        }
    }

    private interface Pass {
        Duration once() throws InterruptedException;
    }

    private static void repeat(Pass pass) throws InterruptedException {
        while (true) {
            Thread.sleep(pass.once());
        }
    }

    private static String version(BundleContext bundle) {
        Version version = bundle.getBundle().getVersion();
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}
