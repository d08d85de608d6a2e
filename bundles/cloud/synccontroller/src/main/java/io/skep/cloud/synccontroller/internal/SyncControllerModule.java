package io.skep.cloud.synccontroller.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.cloud.kube.KubeClient;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what edges have acknowledged with what is, and sends the difference. */
@BeehiveModule(name = "synccontroller", group = "synccontroller")
@Component(configurationPid = "io.skep.cloud.synccontroller", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SyncControllerConfig.class)
public final class SyncControllerModule implements Module {

    private static final Logger LOG = LoggerFactory.getLogger(SyncControllerModule.class);

    private final KubeClient kube;
    private final Duration interval;

    @Activate
    public SyncControllerModule(SyncControllerConfig config, @Reference KubeClient kube) {
        this(kube, Duration.ofMillis(Math.max(100, config.syncIntervalMs())));
    }

    SyncControllerModule(KubeClient kube, Duration interval) {
        this.kube = kube;
        this.interval = interval;
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        context.fork("sync", () -> compare(context));
        while (true) {
            LOG.debug("{} ignored: synccontroller takes no messages", context.receive());
        }
    }

    private void compare(ModuleContext context) throws InterruptedException {
        try (SyncState state = new SyncState(kube)) {
            state.start();
            SyncRound round = new SyncRound(kube, state, message -> context.send("cloudhub", message));
            while (true) {
                round.run();
                Thread.sleep(interval);
            }
        }
    }
}
