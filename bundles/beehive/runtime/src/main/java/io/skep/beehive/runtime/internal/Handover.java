package io.skep.beehive.runtime.internal;

import io.skep.beehive.runtime.internal.engine.BusState;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what is in the mailboxes from one bus to the next, in memory: a service of the system bundle, made of the JDK's types, which outlives
 * update and refresh of this bundle and of beehive.api, and ends with the framework.
 */
final class Handover {

    /** Service property that marks it; its value is the form, see {@link FlatState}. */
    static final String FORM = "skep.beehive.handover";

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final String STATE = "state";
    private static final String PARKED_BY = "parkedBy";
    private static final String REGISTRATION = "registration";

    /** What there is to hand over. {@code parkedBy}: module name to the id of the bundle that parked it. */
    record Legacy(BusState state, Map<String, Long> parkedBy) {}

    private final BundleContext system;

    Handover(BundleContext context) {
        this.system = context.getBundle(0).getBundleContext();
    }

    void leave(Legacy legacy) {
        Map<String, Object> held = new ConcurrentHashMap<>();
        held.put(STATE, FlatState.of(legacy.state()));
        held.put(PARKED_BY, Map.copyOf(legacy.parkedBy()));
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(FORM, FlatState.FORM);
        held.put(REGISTRATION, system.registerService(Map.class, held, properties));
        LOG.info(
                "the bus is replaced: {} messages in {} mailboxes wait for the next one",
                legacy.state().size(),
                legacy.state().boxes().size());
    }

    /** What the former bus left, once. */
    Optional<Legacy> take() {
        Optional<Legacy> taken = Optional.empty();
        for (ServiceReference<?> reference : references()) {
            if (system.getService(reference) instanceof Map<?, ?> held) {
                taken = read(reference.getProperty(FORM), held);
                ((ServiceRegistration<?>) held.get(REGISTRATION)).unregister();
            }
        }
        return taken;
    }

    @SuppressWarnings("rawtypes")
    private Collection<ServiceReference<Map>> references() {
        try {
            return system.getServiceReferences(Map.class, "(" + FORM + "=*)");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Legacy> read(Object form, Map<?, ?> held) {
        List<?> flat = (List<?>) held.get(STATE);
        if (!FlatState.FORM.equals(form)) {
            LOG.warn(
                    "what the former bus left is dropped: it has the form {}, this one reads {}", form, FlatState.FORM);
            return Optional.empty();
        }
        Map<String, Long> parkedBy = new ConcurrentHashMap<>();
        ((Map<?, ?>) held.get(PARKED_BY)).forEach((name, bundle) -> parkedBy.put((String) name, (Long) bundle));
        BusState state = FlatState.read(flat);
        LOG.info("the bus goes on with {} messages of the former one", state.size());
        return Optional.of(new Legacy(state, parkedBy));
    }
}
