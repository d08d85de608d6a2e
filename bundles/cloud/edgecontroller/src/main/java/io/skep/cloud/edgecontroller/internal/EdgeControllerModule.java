package io.skep.cloud.edgecontroller.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.cloud.edgecontroller.internal.down.EdgeWatch;
import io.skep.cloud.edgecontroller.internal.up.EdgeRequests;
import io.skep.cloud.edgecontroller.internal.up.Refused;
import io.skep.cloud.kube.KubeClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells edges what the API wants of them, and the API what edges report and ask. */
@BeehiveModule(name = "edgecontroller", group = "edgecontroller")
@Component(
        service = {Module.class, EdgeControllerModule.class},
        configurationPid = "io.skep.cloud.edgecontroller",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EdgeControllerConfig.class)
public final class EdgeControllerModule implements Module {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeControllerModule.class);
    private static final String HUB = "cloudhub";

    private final KubeClient kube;
    private final int concurrency;
    private final Duration heartbeat;
    private final Refused refused = new Refused();

    @Activate
    public EdgeControllerModule(EdgeControllerConfig config, @Reference KubeClient kube) {
        this(kube, config.concurrency(), Duration.ofSeconds(config.nodeUpdateFrequency()));
    }

    EdgeControllerModule(KubeClient kube, int concurrency, Duration heartbeat) {
        this.kube = kube;
        this.concurrency = Math.max(1, concurrency);
        this.heartbeat = heartbeat;
    }

    @Override
    public void run(ModuleContext context) {
        context.fork("work", () -> work(context));
    }

    /** On a thread that is interrupted at once when the module stops: the API may be away for long. */
    private void work(ModuleContext context) throws InterruptedException {
        Outgoing hub = message -> send(context, message);
        try (EdgeWatch watch = new EdgeWatch(kube, hub)) {
            watch.start();
            EdgeRequests requests =
                    new EdgeRequests(kube, watch.view(), hub, refused, heartbeat, InstantSource.system());
            Lanes lanes = new Lanes(context, concurrency);
            while (true) {
                take(context.take(), watch, requests, lanes);
            }
        }
    }

    /** What edges asked for and is not theirs. */
    Refused refused() {
        return refused;
    }

    /** What an edge is to be told must not get lost because the hub is being swapped: waits as long as it takes. */
    private static void send(ModuleContext context, Message message) throws InterruptedException {
        boolean waiting = true;
        while (waiting) {
            try {
                context.send(HUB, message);
                waiting = false;
            } catch (BusException e) {
                waiting = e.code() == BusError.MAILBOX_FULL;
                if (!waiting) {
                    LOG.debug("{} has no taker: {}", message, e.getMessage());
                }
            }
        }
    }

    private static void take(Delivery delivery, EdgeWatch watch, EdgeRequests requests, Lanes lanes) {
        Optional<EdgeCommand> command = EdgeCommand.parse(delivery.message());
        if (command.isEmpty()) {
            LOG.debug("{} ignored: not a request that edgecontroller serves", delivery.message());
            delivery.done();
            return;
        }
        lanes.submit(command.get().path().node(), command.get().lane(), () -> {
            if (command.get().action() == EdgeCommand.Action.CONNECTED) {
                watch.connected(command.get().path().node());
            } else {
                requests.handle(command.get());
            }
            delivery.done();
        });
    }
}
