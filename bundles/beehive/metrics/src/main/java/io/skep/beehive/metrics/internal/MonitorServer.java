package io.skep.beehive.metrics.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;
import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.SkepException;
import io.skep.common.http.HttpServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves metrics and health as long as its configuration is there; the bus may come and go meanwhile. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.skep.beehive.metrics",
        configurationPolicy = REQUIRE)
@Designate(ocd = MonitorConfig.class)
public final class MonitorServer {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorServer.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicReference<Bus> bus = new AtomicReference<>();
    private final OfferedMetrics offered = new OfferedMetrics();
    private final BundleContext context;
    private final FrameworkMetrics framework;
    private final Optional<Listener> listener;

    @Activate
    public MonitorServer(BundleContext context, MonitorConfig config, @Reference HttpServers servers) {
        this.context = context;
        this.framework = new FrameworkMetrics(context);
        context.addBundleListener(framework);
        context.addFrameworkListener(framework);
        if (config.enableProfiling()) {
            LOG.warn("enableProfiling is ignored: a JVM has no Go profiles, use jcmd and JFR");
        }
        this.listener = listen(config.bindAddress(), servers);
    }

    private Optional<Listener> listen(String text, HttpServers servers) {
        try {
            BindAddress address = BindAddress.parse(text);
            if (!address.isLoopback()) {
                LOG.warn("metrics and health are served on {} to all who reach it, unencrypted", text);
            }
            return Optional.of(new Listener(address, servers, monitor(address), RETRY));
        } catch (SkepException e) {
            LOG.error("{}", e.line());
            return Optional.empty();
        }
    }

    private Monitor monitor(BindAddress address) {
        List<MetricSource> sources = List.of(
                new ModuleMetrics(this::findBus),
                framework,
                offered,
                new JvmMetrics(),
                new ProcessMetrics(Path.of("/proc/self"), ProcessHandle.current()));
        Health health = new Health(this::isStarted, this::findBus, address.isLoopback());
        return new Monitor(sources, health, new HostCheck(address), PATIENCE);
    }

    private Optional<Bus> findBus() {
        return Optional.ofNullable(bus.get());
    }

    private boolean isStarted() {
        Bundle system = context.getBundle(0);
        FrameworkStartLevel level = system.adapt(FrameworkStartLevel.class);
        String last = Optional.ofNullable(context.getProperty("org.osgi.framework.startlevel.beginning"))
                .orElse("1");
        return system.getState() == Bundle.ACTIVE && level.getStartLevel() >= Integer.parseInt(last);
    }

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    void bindBus(Bus arriving) {
        bus.set(arriving);
    }

    void unbindBus(Bus leaving) {
        bus.compareAndSet(leaving, null);
    }

    @Reference(cardinality = MULTIPLE, policy = DYNAMIC, target = "(" + OfferedMetrics.NAME + "=*)")
    void bindMetric(LongSupplier value, Map<String, Object> properties) {
        offered.add(value, properties);
    }

    void unbindMetric(LongSupplier value) {
        offered.remove(value);
    }

    @Deactivate
    void close() {
        listener.ifPresent(Listener::close);
        context.removeFrameworkListener(framework);
        context.removeBundleListener(framework);
    }
}
