package io.skep.itests.bus;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A module of the test: keeps what it receives. */
final class Collector implements Module {

    private final LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @Override
    public void run(ModuleContext context) throws InterruptedException {
        try {
            while (true) {
                inbox.add(context.receive());
            }
        } finally {
            ended.add("ended");
        }
    }

    /** The next message, null when none comes in 30 s. */
    Message next() throws InterruptedException {
        return inbox.poll(30, TimeUnit.SECONDS);
    }

    boolean isEmpty() {
        return inbox.isEmpty();
    }

    boolean hasEnded() {
        return !ended.isEmpty();
    }

    ServiceRegistration<Module> register(BundleContext context, String name, String group) {
        return register(context, name, group, this);
    }

    /** Offers any module to the bus. */
    static ServiceRegistration<Module> register(BundleContext context, String name, String group, Module module) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(BeehiveModule.NAME, name);
        properties.put(BeehiveModule.GROUP, group);
        return context.registerService(Module.class, module, properties);
    }
}
