package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Module;
import io.skep.beehive.testkit.TestBus;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Puts remote modules onto the bus of a test. */
record BusRegistry(TestBus bus, Set<String> attached) implements Registry {

    BusRegistry(TestBus bus) {
        this(bus, ConcurrentHashMap.newKeySet());
    }

    @Override
    public void attach(String name, String group, Module module) {
        attached.add(name);
        bus.start(name, group, module);
    }

    @Override
    public void park(String name) {
        if (attached.remove(name)) {
            bus.park(name);
        }
    }

    @Override
    public void retire(String name) {
        if (attached.add(name)) {
            bus.start(name, name, run -> {});
        }
        attached.remove(name);
        bus.stop(name);
    }
}
