package io.skep.edge.metamanager.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.edge.store.MetaStore;
import io.skep.edge.store.Outbox;
import java.time.InstantSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps the metadata of the edge, so that it lives without the cloud (KubeEdge's MetaManager). */
@BeehiveModule(name = "metamanager", group = "meta")
@Component(configurationPid = "io.skep.edge.metamanager", configurationPolicy = REQUIRE)
@Designate(ocd = MetaManagerConfig.class)
public final class MetaManagerModule implements Module {

    private final MetaSettings settings;
    private final MetaStore store;
    private final Outbox outbox;
    private final InstantSource clock;

    @Activate
    public MetaManagerModule(MetaManagerConfig config, @Reference MetaStore store, @Reference Outbox outbox) {
        this(MetaSettings.of(config), store, outbox, InstantSource.system());
    }

    /** The same without a framework. */
    public MetaManagerModule(MetaSettings settings, MetaStore store, Outbox outbox, InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        CloudState state = new CloudState();
        context.fork("ask", () -> state.ask(context, settings.sendModule()));
        new MetaManager(context, new Metadata(store, clock), outbox, state, settings).run();
    }
}
