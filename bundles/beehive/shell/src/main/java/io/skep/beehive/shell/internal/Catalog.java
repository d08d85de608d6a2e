package io.skep.beehive.shell.internal;

import io.skep.beehive.shell.internal.Usage.Argument;
import io.skep.beehive.shell.internal.Usage.Option;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.Process;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The commands of all bundles, as their services and annotations describe them. */
final class Catalog {

    private static final String FILTER =
            "(&(" + CommandProcessor.COMMAND_SCOPE + "=*)(" + CommandProcessor.COMMAND_FUNCTION + "=*))";
    private static final List<String> ORDER = List.of(ShellConnection.SCOPES.split(":"));
    private static final Set<Class<?>> GIVEN = Set.of(CommandSession.class, Process.class);

    private final BundleContext context;

    Catalog(BundleContext context) {
        this.context = context;
    }

    /** A command by its names; what it takes is asked of its service. */
    record Command(String scope, String function, ServiceReference<?> service) {

        String name() {
            return scope + ":" + function;
        }
    }

    /** All commands by scope and name; of two with the same name, the one that runs. */
    List<Command> all() {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, FILTER);
            return Stream.of(found == null ? new ServiceReference<?>[0] : found)
                    .sorted(Comparator.reverseOrder())
                    .flatMap(Catalog::commands)
                    .collect(Collectors.toMap(Command::name, Function.identity(), (first, _) -> first, TreeMap::new))
                    .values()
                    .stream()
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Command> commands(ServiceReference<?> service) {
        String scope = String.valueOf(service.getProperty(CommandProcessor.COMMAND_SCOPE));
        Collection<?> functions = switch (service.getProperty(CommandProcessor.COMMAND_FUNCTION)) {
            case Object[] many -> Arrays.asList(many);
            case Collection<?> many -> many;
            case Object one -> List.of(one);
        };
        return functions.stream().map(function -> new Command(scope, String.valueOf(function), service));
    }

    /** The command that a word runs: by its full name, else in the order of the shell's scopes. */
    Optional<Command> find(String word) {
        return all().stream()
                .filter(command ->
                        command.name().equals(word) || command.function().equals(word))
                .min(Comparator.comparingInt(command -> rank(command.scope())));
    }

    private static int rank(String scope) {
        int rank = ORDER.indexOf(scope);
        return rank < 0 ? ORDER.size() : rank;
    }

    /** The forms of a command; none while its service cannot be had. */
    List<Usage> usages(Command command) {
        Object target = context.getService(command.service());
        if (target == null) {
            return List.of();
        }
        try {
            return Arrays.stream(target.getClass().getMethods())
                    .filter(method -> isNamed(method, command.function()))
                    .sorted(Comparator.comparingInt(Method::getParameterCount))
                    .map(Catalog::usage)
                    .toList();
        } catch (LinkageError e) {
            return List.of();
        } finally {
            context.ungetService(command.service());
        }
    }

    /** The first sentence about a command, empty if there is none. */
    String description(Command command) {
        return usages(command).stream().map(Usage::description).findFirst().orElse("");
    }

    /** Gogo's own rules: a name that is a word of Java begins with an underscore. */
    private static boolean isNamed(Method method, String function) {
        String name = method.getName();
        String capital = function.substring(0, 1).toUpperCase(Locale.ROOT) + function.substring(1);
        boolean named = name.equalsIgnoreCase(function) || name.equals("_" + function) || name.equals("get" + capital);
        return named && method.getDeclaringClass() != Object.class && !method.isBridge();
    }

    private static Usage usage(Method method) {
        List<Option> options = new ArrayList<>();
        List<Argument> arguments = new ArrayList<>();
        Annotation[][] annotations = method.getParameterAnnotations();
        Type[] types = method.getGenericParameterTypes();
        for (int i = 0; i < annotations.length; i++) {
            Class<?> type = method.getParameterTypes()[i];
            String description = annotation(annotations[i], Descriptor.class)
                    .map(Descriptor::value)
                    .orElse("");
            Optional<Parameter> option = annotation(annotations[i], Parameter.class);
            if (option.isPresent()) {
                boolean valued = option.get().presentValue().equals(Parameter.UNSPECIFIED);
                options.add(new Option(List.of(option.get().names()), valued, description));
            } else if (!GIVEN.contains(type)) {
                boolean many = type.isArray() || Collection.class.isAssignableFrom(type);
                arguments.add(new Argument(Usage.word(description, types[i]), many, description));
            }
        }
        Descriptor descriptor = method.getAnnotation(Descriptor.class);
        return new Usage(descriptor == null ? "" : descriptor.value(), options, arguments);
    }

    private static <A extends Annotation> Optional<A> annotation(Annotation[] annotations, Class<A> type) {
        return Arrays.stream(annotations)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
