package io.skep.beehive.runtime.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Why a module's service goes away. */
enum Departure {
    /** A successor is to be expected: stop or update of the bundle, changed configuration, swap of a service that the module needs. */
    FOR_NOW,
    /** {@code enable: false} removed its configuration. */
    BY_CONFIGURATION;

    /**
     * Tells the reason at the moment when the service is unregistered. An uninstallation looks like a stop at that moment; the bundle's
     * UNINSTALLED event follows.
     *
     * @param configurations null when ConfigurationAdmin is gone
     */
    static Departure of(Bundle bundle, ServiceReference<?> service, ConfigurationAdmin configurations) {
        if (bundle.getState() != Bundle.ACTIVE || configurations == null) {
            return FOR_NOW;
        }
        List<String> pids = pids(service);
        return pids.isEmpty() || pids.stream().anyMatch(pid -> exists(pid, configurations))
                ? FOR_NOW
                : BY_CONFIGURATION;
    }

    private static List<String> pids(ServiceReference<?> service) {
        return switch (service.getProperty(Constants.SERVICE_PID)) {
            case null -> List.of();
            case String pid -> List.of(pid);
            case String[] pids -> List.of(pids);
            case Collection<?> pids -> pids.stream().map(String::valueOf).toList();
            case Object other -> List.of(other.toString());
        };
    }

    /** Whether there is a configuration of this PID; true when that cannot be told. */
    static boolean exists(String pid, ConfigurationAdmin configurations) {
        try {
            return configurations.listConfigurations("(" + Constants.SERVICE_PID + "=" + pid + ")") != null;
        } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
            return true;
        }
    }
}
