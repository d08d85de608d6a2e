package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Module;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What a bundle does for the container, as its modules and components tell: asked before and after an update. */
final class Health {

    private final BundleContext context;

    Health(BundleContext context) {
        this.context = context;
    }

    /**
     * What a bundle did at one moment.
     *
     * @param modules Beehive names of the modules that it offered
     * @param components names of its components that had all they need
     * @param well whether nothing of it had failed
     */
    record Work(Set<String> modules, Set<String> components, boolean well) {}

    /** How a bundle does after an update. */
    sealed interface Verdict {
        /** All that worked before works. */
        record Up() implements Verdict {}

        /** Something is not there yet. */
        record Waiting(String why) implements Verdict {}

        /** Something has failed. */
        record Failed(String why) implements Verdict {}

        /** Somebody has stopped or uninstalled it. */
        record Gone() implements Verdict {}
    }

    Work work(Bundle bundle) {
        Set<String> components = components(bundle).stream()
                .filter(component -> component.isSatisfied() || component.hasFailed())
                .map(Component::name)
                .collect(Collectors.toSet());
        Work work = new Work(modules(bundle), components, true);
        return new Work(work.modules(), components, judge(bundle, work, failures()) instanceof Verdict.Up);
    }

    private static Set<String> modules(Bundle bundle) {
        Set<String> names = new HashSet<>();
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
            boolean module = Arrays.asList((String[]) service.getProperty(Constants.OBJECTCLASS))
                    .contains(Module.class.getName());
            if (module && service.getProperty(BeehiveModule.NAME) instanceof String name) {
                names.add(name);
            }
        }
        return names;
    }

    /** How often each module of the container has failed so far. */
    Map<String, Long> failures() {
        Map<String, Long> counts = new HashMap<>();
        use(Bus.class, bus -> {
            bus.modules().forEach(info -> counts.put(info.name(), info.errors()));
            return true;
        });
        return counts;
    }

    /**
     * How a bundle does now.
     *
     * @param before what it did before the update
     * @param failures how often modules had failed when it was started
     */
    Verdict judge(Bundle bundle, Work before, Map<String, Long> failures) {
        if ((bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0) {
            return new Verdict.Gone();
        }
        List<Component> components = components(bundle);
        for (Component component : components) {
            if (component.hasFailed()) {
                return new Verdict.Failed(
                        "its component " + component.name() + " could not be made: " + component.failure());
            }
        }
        Set<String> modules = new HashSet<>(before.modules());
        modules.addAll(modules(bundle));
        List<String> waiting = new ArrayList<>();
        for (Component component : components) {
            boolean worked = before.components().contains(component.name())
                    || before.modules().contains(component.module());
            if (worked && !component.isSatisfied()) {
                waiting.add("its component " + component.name() + " waits for " + component.missing());
                modules.remove(component.module());
            }
        }
        return judge(modules, failures, waiting);
    }

    private Verdict judge(Set<String> modules, Map<String, Long> failures, List<String> waiting) {
        for (String module : modules) {
            Verdict verdict = use(Bus.class, bus -> judge(bus.findModule(module), module, failures))
                    .orElse(new Verdict.Up());
            switch (verdict) {
                case Verdict.Failed failed -> {
                    return failed;
                }
                case Verdict.Waiting(String why) -> waiting.add(why);
                case Verdict.Up _, Verdict.Gone _ -> {}
            }
        }
        return waiting.isEmpty() ? new Verdict.Up() : new Verdict.Waiting(String.join(", ", waiting));
    }

    private static Verdict judge(Optional<ModuleInfo> found, String module, Map<String, Long> failures) {
        if (found.isEmpty()) {
            return new Verdict.Waiting("its module " + module + " has not come");
        }
        ModuleInfo info = found.get();
        if (info.errors() > failures.getOrDefault(module, 0L)) {
            return new Verdict.Failed("its module " + module + " failed: " + withoutStop(info.lastError()));
        }
        return switch (info.state()) {
            case RUNNING, FINISHED, STOPPED -> new Verdict.Up();
            case BACKOFF, QUARANTINED ->
                new Verdict.Failed("its module " + module + " does not run: " + withoutStop(info.lastError()));
            case EXPECTED, PARKED -> new Verdict.Waiting("its module " + module + " has not come");
        };
    }

    private static String withoutStop(String line) {
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** One component of a bundle that is enabled, with its instances. */
    private record Component(ComponentDescriptionDTO description, List<ComponentConfigurationDTO> instances) {

        String name() {
            return description.name;
        }

        /** Beehive name of the module that it is; empty if it is none. */
        String module() {
            return description.properties.get(BeehiveModule.NAME) instanceof String module ? module : "";
        }

        boolean isSatisfied() {
            return instances.stream()
                    .anyMatch(instance -> instance.state == ComponentConfigurationDTO.SATISFIED
                            || instance.state == ComponentConfigurationDTO.ACTIVE);
        }

        boolean hasFailed() {
            return instances.stream()
                    .anyMatch(instance -> instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION);
        }

        String failure() {
            return instances.stream()
                    .filter(instance -> instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                    .map(instance -> Reasons.innermost(instance.failure))
                    .findFirst()
                    .orElse("");
        }

        String missing() {
            String references = instances.stream()
                    .flatMap(instance -> Arrays.stream(instance.unsatisfiedReferences))
                    .map(reference -> "the service of its reference " + reference.name)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return references.isEmpty()
                    ? "its configuration " + String.join(", ", description.configurationPid)
                    : references;
        }
    }

    private List<Component> components(Bundle bundle) {
        return use(
                        ServiceComponentRuntime.class,
                        runtime -> runtime.getComponentDescriptionDTOs(bundle).stream()
                                .filter(description ->
                                        description.factory == null && runtime.isComponentEnabled(description))
                                .map(description -> new Component(
                                        description, List.copyOf(runtime.getComponentConfigurationDTOs(description))))
                                .toList())
                .orElse(List.of());
    }

    /** Asks a service that may be swapped at any time. */
    private <S, R> Optional<R> use(Class<S> type, Function<S, R> question) {
        ServiceReference<S> reference = context.getServiceReference(type);
        S service = reference == null ? null : context.getService(reference);
        if (service == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.apply(service));
        } finally {
            context.ungetService(reference);
        }
    }
}
