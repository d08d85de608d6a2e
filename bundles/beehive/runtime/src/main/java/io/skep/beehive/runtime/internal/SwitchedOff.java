package io.skep.beehive.runtime.internal;

import io.skep.beehive.api.BeehiveModule;
import java.util.Arrays;
import java.util.List;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Finds the modules whose bundles are here and active but whose configuration is not: nobody needs to wait for them. */
final class SwitchedOff {

    private SwitchedOff() {}

    /** Names of the modules that need a configuration and have none; none when one of the services is missing (null). */
    static List<String> names(ServiceComponentRuntime components, ConfigurationAdmin configurations) {
        if (components == null || configurations == null) {
            return List.of();
        }
        return components.getComponentDescriptionDTOs().stream()
                .filter(component -> component.properties.get(BeehiveModule.NAME) instanceof String)
                .filter(component -> isSwitchedOff(component, configurations))
                .map(component -> (String) component.properties.get(BeehiveModule.NAME))
                .toList();
    }

    private static boolean isSwitchedOff(ComponentDescriptionDTO component, ConfigurationAdmin configurations) {
        return "require".equals(component.configurationPolicy)
                && Arrays.stream(component.configurationPid).noneMatch(pid -> Departure.exists(pid, configurations));
    }
}
