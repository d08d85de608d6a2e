package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.SkepException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules in other processes, by name. Of two connections with the same module the later one has it. */
final class Remotes {

    private static final Logger LOG = LoggerFactory.getLogger(Remotes.class);

    private final Registry registry;
    private final Supplier<Optional<Bus>> bus;
    private final Map<String, RemoteModule> present = new ConcurrentHashMap<>();

    /** @param bus empty while it is being replaced */
    Remotes(Registry registry, Supplier<Optional<Bus>> bus) {
        this.registry = registry;
        this.bus = bus;
    }

    /** What this container tells others of its modules; empty while the bus is being replaced. */
    Optional<Exchange> exchange() {
        return bus.get().map(now -> Exchange.of(now.modules()));
    }

    private Optional<State> state(String name) {
        return bus.get().flatMap(now -> now.findModule(name)).map(ModuleInfo::state);
    }

    /** Whether a module of this container has the name. */
    boolean isTaken(String name) {
        return !isPresent(name)
                && state(name)
                        .filter(state -> state != State.PARKED && state != State.STOPPED)
                        .isPresent();
    }

    boolean isPresent(String name) {
        return present.containsKey(name);
    }

    static SkepException taken(String name) {
        return new SkepException(
                SocketError.NAME_TAKEN,
                "The remote module " + name + " is not used: a module of this container has its name.");
    }

    /** Makes a name known before its process comes: messages to it wait from now on. */
    void expect(String name, String group) {
        if (isTaken(name)) {
            LOG.warn(taken(name).line());
        } else if (!isPresent(name) && state(name).orElse(State.STOPPED) != State.PARKED) {
            registry.attach(name, group, run -> {});
            registry.park(name);
        }
    }

    /** A module has come; the connection that had one of its name before ends. */
    void arrive(RemoteModule module) throws InterruptedException {
        RemoteModule former = present.putIfAbsent(module.name(), module);
        while (former != null) {
            former.connection().close();
            former = present.putIfAbsent(module.name(), module);
        }
        registry.attach(module.name(), module.group(), module);
    }

    /** A module has gone with its connection. Returns when its run has ended. */
    void leave(RemoteModule module) {
        if (module.equals(present.get(module.name()))) {
            registry.park(module.name());
            present.remove(module.name(), module);
        }
    }

    /** A module is no longer named: messages to it are refused. */
    void retire(String name) {
        registry.retire(name);
    }
}
