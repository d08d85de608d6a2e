package io.skep.beehive.runtime.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.runtime.internal.engine.BusSettings;
import io.skep.beehive.runtime.internal.engine.ModuleBus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bus in the container: collects the Module services of all bundles and runs them. A module that is unregistered has ended its run when
 * the unbind returns, which is before its component is deactivated.
 */
@Component(service = Bus.class, configurationPid = "io.skep.beehive.runtime", immediate = true)
@Designate(ocd = RuntimeConfig.class)
public final class BeehiveRuntime implements Bus {

    private static final Logger LOG = LoggerFactory.getLogger(BeehiveRuntime.class);

    private static final Duration SWITCHED_OFF_POLL = Duration.ofMillis(250);

    private final ModuleBus bus;
    private final BundleContext context;
    private final long expectedWaitMs;
    private final Map<ServiceReference<Module>, BoundModule> bound = new ConcurrentHashMap<>();
    private final Map<String, Long> parkedBy = new ConcurrentHashMap<>();
    private final Set<String> handedOver = ConcurrentHashMap.newKeySet();
    private final Handover handover;
    private final SynchronousBundleListener uninstalls = this::bundleChanged;
    private final FrameworkListener starts = this::frameworkChanged;
    private final ActivationFailures failures = new ActivationFailures(() -> this.components);
    private final Thread expiry;
    private volatile boolean closing;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile ConfigurationAdmin configurations;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile ServiceComponentRuntime components;

    @Activate
    public BeehiveRuntime(RuntimeConfig config, BundleContext context) {
        this.bus = new ModuleBus(settings(config), Clock.systemUTC());
        this.context = context;
        this.handover = new Handover(context);
        this.expectedWaitMs = config.expectedWaitMs();
        this.expiry = Thread.ofVirtual().name("beehive-expiry").unstarted(this::expire);
        context.addBundleListener(uninstalls);
        handover.take().ifPresent(this::goOn);
        KnownModules.parse(context.getProperty(KNOWN_MODULES)).forEach(bus::expect);
        context.addFrameworkListener(starts);
        if (context.getBundle(0).getState() == Bundle.ACTIVE) {
            startExpiry();
        }
    }

    /** Goes on where the former bus ended; a module whose bundle was uninstalled since then is closed. */
    private void goOn(Handover.Legacy former) {
        bus.takeOver(former.state());
        parkedBy.putAll(former.parkedBy());
        handedOver.addAll(former.parkedBy().keySet());
        former.parkedBy().forEach((name, bundle) -> {
            if (context.getBundle(bundle) == null) {
                uninstalled(name, bundle, "number " + bundle);
            }
        });
    }

    /** The configured figures; the other ones are fixed. */
    static BusSettings settings(RuntimeConfig config) {
        BusSettings fixed = BusSettings.DEFAULT;
        return new BusSettings(
                config.mailboxCapacity(),
                Duration.ofMillis(config.parkedSendLimitMs()),
                fixed.interruptAfter(),
                fixed.abandonAfter(),
                fixed.firstBackoff(),
                fixed.maxBackoff(),
                config.restartBudget(),
                fixed.restartWindow());
    }

    @Modified
    void modified(RuntimeConfig config) {
        bus.settings(settings(config));
    }

    @Deactivate
    void close() {
        closing = true;
        expiry.interrupt();
        context.removeFrameworkListener(starts);
        context.removeBundleListener(uninstalls);
        bound.keySet().forEach(this::unbind);
        if (context.getBundle(0).getState() == Bundle.STOPPING) {
            tellWhatEnds();
        } else {
            handover.leave(new Handover.Legacy(bus.handOver(), parkedBy));
        }
    }

    /** With the framework the mailboxes end; what has to survive that is in edge.store. */
    private void tellWhatEnds() {
        List<ModuleInfo> left =
                bus.modules().stream().filter(info -> info.depth() > 0).toList();
        if (!left.isEmpty()) {
            LOG.warn(
                    "the container stops, messages in its mailboxes are dropped: {}",
                    left.stream().map(info -> info.name() + "=" + info.depth()).collect(Collectors.joining(", ")));
        }
    }

    @Reference(
            name = "modules",
            service = Module.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "unbindModule")
    void bindModule(ComponentServiceObjects<Module> objects) {
        Optional<BoundModule> module = BoundModule.of(objects, failures);
        if (module.isEmpty()) {
            LOG.error(
                    "module ignored: the service of bundle {} lacks the annotation @BeehiveModule",
                    objects.getServiceReference().getBundle());
            return;
        }
        bound.put(objects.getServiceReference(), module.get());
        parkedBy.remove(module.get().service().name());
        handedOver.remove(module.get().service().name());
        bus.attach(module.get().service());
    }

    void unbindModule(ComponentServiceObjects<Module> objects) {
        unbind(objects.getServiceReference());
    }

    private void unbind(ServiceReference<Module> reference) {
        BoundModule module = bound.remove(reference);
        if (module == null) {
            return;
        }
        Departure departure =
                closing ? Departure.FOR_NOW : Departure.of(module.bundle(), module.reference(), configurations);
        switch (departure) {
            case FOR_NOW -> {
                parkedBy.put(module.service().name(), module.bundle().getBundleId());
                bus.park(module.service());
            }
            case BY_CONFIGURATION -> bus.stop(module.service());
        }
        module.release();
    }

    private void bundleChanged(BundleEvent event) {
        if (event.getType() != BundleEvent.UNINSTALLED) {
            return;
        }
        parkedBy.forEach((name, bundle) -> {
            if (bundle == event.getBundle().getBundleId()) {
                uninstalled(name, bundle, event.getBundle().getSymbolicName());
            }
        });
    }

    private void uninstalled(String module, Long bundle, String symbolicName) {
        if (parkedBy.remove(module, bundle)) {
            bus.retire(module, "uninstalled with bundle " + symbolicName);
        }
    }

    private void frameworkChanged(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            startExpiry();
        }
    }

    private synchronized void startExpiry() {
        if (expiry.getState() == Thread.State.NEW) {
            expiry.start();
        }
    }

    /** Ends the waiting for modules that will not come: at once for those that are switched off, after a while for the others. */
    private void expire() {
        long end = System.nanoTime() + Duration.ofMillis(expectedWaitMs).toNanos();
        try {
            while (end - System.nanoTime() > 0) {
                SwitchedOff.names(components, configurations).forEach(this::switchedOff);
                Thread.sleep(SWITCHED_OFF_POLL);
            }
            bus.retireExpected("not enabled or not installed");
        } catch (InterruptedException e) {
            LOG.debug("the bus stops before all expected modules have come");
        }
    }

    /** Its configuration may also have gone between two buses. */
    private void switchedOff(String module) {
        String reason = "switched off in the configuration";
        if (handedOver.remove(module)) {
            bus.retire(module, reason);
        }
        bus.retireExpected(module, reason);
    }

    @Override
    public List<ModuleInfo> modules() {
        return bus.modules();
    }

    @Override
    public Optional<ModuleInfo> findModule(String name) {
        return bus.findModule(name);
    }

    @Override
    public void send(String module, Message message) throws InterruptedException {
        bus.send(module, message);
    }

    @Override
    public Message sendSync(String module, Message message, Duration timeout) throws InterruptedException {
        return bus.sendSync(module, message, timeout);
    }

    @Override
    public void sendToGroup(String group, Message message) throws InterruptedException {
        bus.sendToGroup(group, message);
    }

    @Override
    public boolean respond(Message response) {
        return bus.respond(response);
    }

    @Override
    public long lateAnswers() {
        return bus.lateAnswers();
    }

    @Override
    public void restart(String module) {
        bus.restart(module);
    }

    @Override
    public void park(String module) {
        bus.park(module);
    }

    @Override
    public void quarantine(String module, String reason) {
        bus.quarantine(module, reason);
    }

    @Override
    public Trace trace(TraceFilter filter, Consumer<Hop> to) {
        return bus.trace(filter, to);
    }

    @Override
    public List<Hop> recorded(int most) {
        return bus.recorded(most);
    }
}
