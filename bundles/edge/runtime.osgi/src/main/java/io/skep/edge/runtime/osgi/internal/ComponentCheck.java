package io.skep.edge.runtime.osgi.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Whether a bundle does its work: its components that are enabled are satisfied and none has failed. */
final class ComponentCheck {

    private static final String CAUSED_BY = "Caused by: ";

    private final ServiceComponentRuntime components;

    ComponentCheck(ServiceComponentRuntime components) {
        this.components = components;
    }

    /** What the components of a bundle are. */
    sealed interface Verdict {
        record Satisfied() implements Verdict {}

        record Waiting(String why) implements Verdict {}

        record Failed(String why) implements Verdict {}
    }

    Verdict check(Bundle bundle) {
        List<String> waiting = new ArrayList<>();
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(bundle)) {
            if (component.factory != null || !components.isComponentEnabled(component)) {
                continue;
            }
            Collection<ComponentConfigurationDTO> instances = components.getComponentConfigurationDTOs(component);
            for (ComponentConfigurationDTO instance : instances) {
                if (instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    return new Verdict.Failed("component " + component.name + " failed: " + cause(instance.failure));
                }
            }
            if (instances.stream().noneMatch(ComponentCheck::isSatisfied)) {
                waiting.add("component " + component.name + " waits for " + missing(component, instances));
            }
        }
        return waiting.isEmpty() ? new Verdict.Satisfied() : new Verdict.Waiting(String.join("; ", waiting));
    }

    private static boolean isSatisfied(ComponentConfigurationDTO instance) {
        return instance.state == ComponentConfigurationDTO.SATISFIED
                || instance.state == ComponentConfigurationDTO.ACTIVE;
    }

    private static String missing(ComponentDescriptionDTO component, Collection<ComponentConfigurationDTO> instances) {
        List<String> names = new ArrayList<>();
        for (ComponentConfigurationDTO instance : instances) {
            for (UnsatisfiedReferenceDTO reference : instance.unsatisfiedReferences) {
                names.add("the service of reference " + reference.name);
            }
        }
        return names.isEmpty()
                ? "its configuration " + String.join(", ", component.configurationPid)
                : String.join(", ", names);
    }

    /** The innermost cause in a printed stack trace, else its first line. */
    private static String cause(String failure) {
        String found = "no reason was given";
        for (String line : (failure == null ? "" : failure).lines().toList()) {
            if (line.startsWith(CAUSED_BY)) {
                found = line.substring(CAUSED_BY.length());
            } else if (found.equals("no reason was given") && !line.isBlank()) {
                found = line;
            }
        }
        return found;
    }
}
