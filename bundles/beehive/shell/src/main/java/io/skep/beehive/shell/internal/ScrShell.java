package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** The components of all bundles and what they wait for; in place of SCR's own commands of these names, which return its objects. */
@Component(
        service = ScrShell.class,
        property = {
            "osgi.command.scope=scr",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "service.ranking:Integer=100"
        })
public final class ScrShell {

    private static final String CONDITION = "osgi.ds.satisfying.condition";

    private final ServiceComponentRuntime runtime;

    @Activate
    public ScrShell(@Reference ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** A line of {@code scr:list}. */
    record ComponentLine(String name, String state, String bundle, String waitsFor) {}

    @Descriptor("lists the components and what they wait for")
    public List<ComponentLine> list() {
        return all().map(description -> new ComponentLine(
                        description.name,
                        state(description),
                        description.bundle.symbolicName,
                        String.join(", ", waitsFor(description))))
                .toList();
    }

    private Stream<ComponentDescriptionDTO> all() {
        return runtime.getComponentDescriptionDTOs().stream()
                .sorted(Comparator.comparing(description -> description.name));
    }

    private String state(ComponentDescriptionDTO description) {
        if (!runtime.isComponentEnabled(description)) {
            return "DISABLED";
        }
        Collection<ComponentConfigurationDTO> made = runtime.getComponentConfigurationDTOs(description);
        return made.isEmpty()
                ? "UNSATISFIED_CONFIGURATION"
                : made.stream().map(each -> state(each.state)).distinct().collect(Collectors.joining(","));
    }

    private static String state(int state) {
        return switch (state) {
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> "UNSATISFIED_CONFIGURATION";
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> "UNSATISFIED_REFERENCE";
            case ComponentConfigurationDTO.SATISFIED -> "SATISFIED";
            case ComponentConfigurationDTO.ACTIVE -> "ACTIVE";
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> "FAILED_ACTIVATION";
            default -> String.valueOf(state);
        };
    }

    private List<String> waitsFor(ComponentDescriptionDTO description) {
        Collection<ComponentConfigurationDTO> made = runtime.getComponentConfigurationDTOs(description);
        if (made.isEmpty() && runtime.isComponentEnabled(description)) {
            return Arrays.stream(description.configurationPid)
                    .map(pid -> "configuration " + pid)
                    .toList();
        }
        Map<String, ReferenceDTO> references = Arrays.stream(description.references)
                .collect(Collectors.toMap(reference -> reference.name, reference -> reference));
        return made.stream()
                .flatMap(each -> Arrays.stream(each.unsatisfiedReferences))
                .map(reference -> references.get(reference.name))
                .map(reference -> "service " + reference.interfaceName)
                .distinct()
                .toList();
    }

    @Descriptor("shows one component")
    public Map<String, Object> info(
            @Descriptor("name of the component, or the end of it such as edged.internal.EdgedModule") String name) {
        List<ComponentDescriptionDTO> found = all().filter(
                        each -> each.name.equals(name) || each.name.endsWith("." + name))
                .toList();
        if (found.size() != 1) {
            throw new SkepException(
                    ShellError.NO_COMPONENT,
                    (found.isEmpty() ? "There is no component " : "There are several components ") + name + ".");
        }
        return describe(found.getFirst());
    }

    private Map<String, Object> describe(ComponentDescriptionDTO description) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", description.name);
        shown.put("bundle", description.bundle.symbolicName + " " + description.bundle.version);
        shown.put("implementation", description.implementationClass);
        shown.put("services", description.serviceInterfaces);
        shown.put(
                "configuration",
                String.join(",", description.configurationPid) + " " + description.configurationPolicy);
        shown.put("state", state(description));
        shown.put("waitsFor", waitsFor(description));
        runtime.getComponentConfigurationDTOs(description).stream()
                .filter(each -> each.failure != null)
                .forEach(each ->
                        shown.put("failure", each.failure.lines().findFirst().orElse("")));
        for (ReferenceDTO reference : description.references) {
            if (!reference.name.equals(CONDITION)) {
                shown.put(
                        "reference " + reference.name,
                        reference.interfaceName + " " + reference.cardinality + " " + reference.policy);
            }
        }
        return shown;
    }
}
