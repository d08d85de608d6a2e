package io.skep.beehive.runtime.internal;

import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Asks Declarative Services why a component could not be activated. */
final class ActivationFailures {

    private static final String UNKNOWN = "its component could not be activated, the reason is in the log above";

    private final Supplier<ServiceComponentRuntime> components;

    /** @param components gives null while Declarative Services offer no introspection */
    ActivationFailures(Supplier<ServiceComponentRuntime> components) {
        this.components = components;
    }

    /** One line: the innermost exception of the activation. */
    String explain(ServiceReference<?> service, Bundle bundle) {
        ServiceComponentRuntime runtime = components.get();
        if (runtime == null || !(service.getProperty(ComponentConstants.COMPONENT_NAME) instanceof String name)) {
            return UNKNOWN;
        }
        ComponentDescriptionDTO description = runtime.getComponentDescriptionDTO(bundle, name);
        if (description == null) {
            return UNKNOWN;
        }
        return runtime.getComponentConfigurationDTOs(description).stream()
                .filter(configuration -> configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(configuration -> innermost(configuration.failure))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The exception line of the last cause in a printed stack trace, without the package of its class. */
    static String innermost(String trace) {
        if (trace == null || trace.isBlank()) {
            return UNKNOWN;
        }
        return trace.lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .map(line -> line.substring("Caused by: ".length()))
                .orElseGet(() -> trace.lines().findFirst().orElse(UNKNOWN))
                .replaceFirst("^([a-z_0-9]+\\.)+(?=[A-Z])", "")
                .strip();
    }
}
