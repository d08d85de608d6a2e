package io.skep.beehive.socket.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Registers modules as services; beehive.runtime collects them. */
final class ServiceRegistry implements Registry {

    /** A PID that has no configuration: by it the bus sees a module that was switched off. */
    private static final String SWITCHED_OFF = "io.skep.beehive.socket.removed";

    private final BundleContext context;
    private final Map<String, ServiceRegistration<Module>> registered = new ConcurrentHashMap<>();

    ServiceRegistry(BundleContext context) {
        this.context = context;
    }

    private static Dictionary<String, Object> properties(String name, String group) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(BeehiveModule.NAME, name);
        properties.put(BeehiveModule.GROUP, group);
        return properties;
    }

    @Override
    public void attach(String name, String group, Module module) {
        registered.put(name, context.registerService(Module.class, module, properties(name, group)));
    }

    @Override
    public void park(String name) {
        ServiceRegistration<Module> registration = registered.remove(name);
        if (registration != null) {
            registration.unregister();
        }
    }

    @Override
    public void retire(String name) {
        ServiceRegistration<Module> registration = registered.get(name);
        if (registration == null) {
            attach(name, name, run -> {});
            registration = registered.get(name);
        }
        Object group = registration.getReference().getProperty(BeehiveModule.GROUP);
        Dictionary<String, Object> properties = properties(name, String.valueOf(group));
        properties.put(Constants.SERVICE_PID, SWITCHED_OFF);
        registration.setProperties(properties);
        park(name);
    }
}
