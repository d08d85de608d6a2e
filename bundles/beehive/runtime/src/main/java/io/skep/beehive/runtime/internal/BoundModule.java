package io.skep.beehive.runtime.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import io.skep.beehive.runtime.internal.engine.ModuleService;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;
import org.slf4j.MDC;

/** A Module service as the registry offers it; the instance is made when the bus asks for it, so that a failing constructor is seen. */
final class BoundModule {

    /** Logging context in which a failure to make a component is told by the caller, so that it stands in the log once. */
    private static final String REPORTED = "skep.reported";

    private final ComponentServiceObjects<Module> objects;
    private final Bundle bundle;
    private final ModuleService service;
    private Module instance;

    private BoundModule(
            ComponentServiceObjects<Module> objects, String name, String group, ActivationFailures failures) {
        this.objects = objects;
        this.bundle = objects.getServiceReference().getBundle();
        this.service = new ModuleService(
                name, group, bundle.getSymbolicName() + " " + bundle.getVersion(), () -> instance(failures));
    }

    /** Empty when the service has no Beehive name and group. */
    static Optional<BoundModule> of(ComponentServiceObjects<Module> objects, ActivationFailures failures) {
        ServiceReference<Module> reference = objects.getServiceReference();
        return reference.getProperty(BeehiveModule.NAME) instanceof String name
                        && reference.getProperty(BeehiveModule.GROUP) instanceof String group
                        && !name.isBlank()
                        && !group.isBlank()
                ? Optional.of(new BoundModule(objects, name, group, failures))
                : Optional.empty();
    }

    private synchronized Module instance(ActivationFailures failures) {
        if (instance == null) {
            MDC.put(REPORTED, service.name());
            try {
                instance = objects.getService();
            } finally {
                MDC.remove(REPORTED);
            }
            if (instance == null) {
                throw new IllegalStateException(failures.explain(objects.getServiceReference(), bundle));
            }
        }
        return instance;
    }

    synchronized void release() {
        if (instance != null) {
            objects.ungetService(instance);
            instance = null;
        }
    }

    Bundle bundle() {
        return bundle;
    }

    ServiceReference<Module> reference() {
        return objects.getServiceReference();
    }

    ModuleService service() {
        return service;
    }
}
