package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.shell.internal.ScrShell.ComponentLine;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class ScrShellTest {

    private final List<ComponentDescriptionDTO> descriptions = new ArrayList<>();
    private final Map<String, List<ComponentConfigurationDTO>> made = new HashMap<>();
    private final ScrShell shell = new ScrShell((ServiceComponentRuntime) Proxy.newProxyInstance(
            ScrShellTest.class.getClassLoader(),
            new Class<?>[] {ServiceComponentRuntime.class},
            (_, method, arguments) -> switch (method.getName()) {
                case "getComponentDescriptionDTOs" -> descriptions;
                case "getComponentConfigurationDTOs" ->
                    made.getOrDefault(((ComponentDescriptionDTO) arguments[0]).name, List.of());
                case "isComponentEnabled" -> !((ComponentDescriptionDTO) arguments[0]).name.endsWith("Off");
                default -> throw new UnsupportedOperationException(method.getName());
            }));

    private ComponentDescriptionDTO component(String name, int... states) {
        ComponentDescriptionDTO description = new ComponentDescriptionDTO();
        description.name = name;
        description.implementationClass = name;
        description.bundle = new BundleDTO();
        description.bundle.symbolicName = "bundle";
        description.bundle.version = "1.0";
        description.serviceInterfaces = new String[] {"a.Service"};
        description.configurationPid = new String[] {name};
        description.configurationPolicy = "require";
        ReferenceDTO reference = new ReferenceDTO();
        reference.name = "store";
        reference.interfaceName = "a.Store";
        reference.cardinality = "1..1";
        reference.policy = "static";
        description.references = new ReferenceDTO[] {reference};
        descriptions.add(description);
        for (int state : states) {
            ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
            configuration.state = state;
            boolean waits = state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
            UnsatisfiedReferenceDTO missing = new UnsatisfiedReferenceDTO();
            missing.name = "store";
            configuration.unsatisfiedReferences =
                    waits ? new UnsatisfiedReferenceDTO[] {missing} : new UnsatisfiedReferenceDTO[0];
            configuration.failure = state == ComponentConfigurationDTO.FAILED_ACTIVATION ? "X: why\n\tat y" : null;
            made.computeIfAbsent(name, _ -> new ArrayList<>()).add(configuration);
        }
        return description;
    }

    @Test
    void listsComponentsAndWhatTheyWaitFor() {
        component("b.Active", ComponentConfigurationDTO.ACTIVE);
        component("a.Waiting", ComponentConfigurationDTO.UNSATISFIED_REFERENCE);
        component("c.Unset");
        component("d.Off");
        assertThat(shell.list())
                .containsExactly(
                        new ComponentLine("a.Waiting", "UNSATISFIED_REFERENCE", "bundle", "service a.Store"),
                        new ComponentLine("b.Active", "ACTIVE", "bundle", ""),
                        new ComponentLine("c.Unset", "UNSATISFIED_CONFIGURATION", "bundle", "configuration c.Unset"),
                        new ComponentLine("d.Off", "DISABLED", "bundle", ""));
    }

    @Test
    void showsOneByTheEndOfItsName() {
        component("x.y.Broken", ComponentConfigurationDTO.FAILED_ACTIVATION);
        assertThat(shell.info("Broken"))
                .containsEntry("bundle", "bundle 1.0")
                .containsEntry("state", "FAILED_ACTIVATION")
                .containsEntry("failure", "X: why")
                .containsEntry("configuration", "x.y.Broken require")
                .containsEntry("reference store", "a.Store 1..1 static");
    }

    @Test
    void refusesANameOfNoneOrSeveral() {
        component("x.Same", ComponentConfigurationDTO.SATISFIED);
        component("y.Same", ComponentConfigurationDTO.SATISFIED);
        assertThatThrownBy(() -> shell.info("Same")).hasMessage("There are several components Same.");
        assertThatThrownBy(() -> shell.info("None")).hasMessage("There is no component None.");
    }
}
