package io.skep.beehive.testkit;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Module;
import io.skep.beehive.runtime.internal.engine.BusSettings;
import io.skep.beehive.runtime.internal.engine.ModuleBus;
import io.skep.beehive.runtime.internal.engine.ModuleService;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bus of the container without the container: mailboxes, redelivery, parking, sync calls and restarts are those of beehive.runtime, with
 * shorter pauses. Close it at the end of the test: it stops all modules and probes.
 *
 * <pre>{@code
 * try (TestBus bus = new TestBus()) {
 *     Probe hub = bus.probe("websocket", "hub");
 *     bus.start("edged", "edged", new EdgedModule(...));
 *     assertThat(hub.next().operation()).isEqualTo("insert");
 * }
 * }</pre>
 */
public final class TestBus implements AutoCloseable {

    private static final BusSettings SHORT = new BusSettings(
            1024,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            5,
            Duration.ofMinutes(10));

    private final ModuleBus bus;
    private final Map<String, ModuleService> services = new ConcurrentHashMap<>();

    public TestBus() {
        this(Clock.systemUTC());
    }

    public TestBus(Clock clock) {
        this.bus = new ModuleBus(SHORT, clock);
    }

    /** The bus as its administrator sees it. */
    public Bus bus() {
        return bus;
    }

    /** Makes a module known that comes later: messages to it wait. */
    public TestBus expect(String name, String group) {
        bus.expect(name, group);
        return this;
    }

    /** Starts a module; one of this name that was parked is succeeded and its mailbox handed over. */
    public void start(String name, String group, Module module) {
        ModuleService service = new ModuleService(name, group, "test", () -> module);
        if (services.putIfAbsent(name, service) != null) {
            throw new IllegalStateException("module " + name + " is started already");
        }
        bus.attach(service);
    }

    /** Starts a probe in the place of a module. */
    public Probe probe(String name, String group) {
        Probe probe = new Probe(name, bus);
        start(name, group, probe.module());
        return probe;
    }

    /** Stops a module as the stop or update of its bundle does: its mailbox waits. Returns when it has ended. */
    public void park(String name) {
        bus.park(taken(name));
    }

    /** Stops a module as {@code enable: false} does: sends to it throw. Returns when it has ended. */
    public void stop(String name) {
        bus.stop(taken(name));
    }

    /** Waits until a module is in this state. */
    public void awaitState(String name, State state) {
        Await.until(
                "module " + name + " is " + state,
                () -> bus.findModule(name).filter(info -> info.state() == state).isPresent());
    }

    /** Waits until a module has taken everything from its mailbox; it may still be busy with the last message. */
    public void awaitEmpty(String name) {
        Await.until(
                "the mailbox of " + name + " is empty",
                () -> bus.findModule(name).filter(info -> info.depth() == 0).isPresent());
    }

    private ModuleService taken(String name) {
        ModuleService service = services.remove(name);
        if (service == null) {
            throw new IllegalStateException("module " + name + " is not started");
        }
        return service;
    }

    @Override
    public void close() {
        services.keySet().forEach(this::stop);
    }
}
