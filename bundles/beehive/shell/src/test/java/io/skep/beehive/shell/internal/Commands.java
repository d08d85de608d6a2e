package io.skep.beehive.shell.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Services with commands, as a framework would tell of them. */
final class Commands {

    private final List<ServiceReference<?>> references = new ArrayList<>();
    private final Map<Object, Object> services = new HashMap<>();

    Commands with(Object service, String scope, Object functions, int ranking) {
        ServiceReference<?> reference = (ServiceReference<?>) Proxy.newProxyInstance(
                Commands.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "getProperty" ->
                        arguments[0].equals("osgi.command.scope")
                                ? scope
                                : arguments[0].equals("osgi.command.function") ? functions : null;
                    case "compareTo" -> Integer.compare(ranking, ((ServiceReference<?>) arguments[0]).hashCode());
                    case "hashCode" -> ranking;
                    case "equals" -> arguments[0].hashCode() == ranking;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        references.add(reference);
        services.put(ranking, service);
        return this;
    }

    BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                Commands.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "getAllServiceReferences" -> references.toArray(ServiceReference<?>[]::new);
                    case "getService" -> services.get(arguments[0].hashCode());
                    case "ungetService" -> true;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Commands of all forms. */
    public static final class Sample {

        @Descriptor("stops bundles")
        public void stop(
                CommandSession session,
                @Descriptor("takes its time")
                        @Parameter(
                                names = {"-s", "--slow"},
                                presentValue = "true",
                                absentValue = "false")
                        boolean slow,
                @Descriptor("why, by the name of the module")
                        @Parameter(
                                names = {"-w", "--why"},
                                absentValue = "")
                        String why,
                @Descriptor("id or symbolic name of each bundle") String... names) {}

        @Descriptor("lists")
        public List<String> list() {
            return List.of();
        }

        @Descriptor("sets")
        public void set(@Descriptor("PID, such as a.b") String pid, @Descriptor("key, such as c") String key) {}

        public void _new(@Descriptor("speed, one of slow, middle or fast") String speed) {}
    }
}
