package io.skep.itests.wire.cloud;

import io.skep.beehive.api.Module;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Makes a module as Declarative Services does: its public constructor gets the configuration's defaults and the services. */
final class Configured {

    private Configured() {}

    static Module module(String className, Object... services) throws ReflectiveOperationException {
        Constructor<?> constructor = Arrays.stream(Class.forName(className).getConstructors())
                .filter(candidate -> candidate.getParameterCount() == services.length + 1)
                .findFirst()
                .orElseThrow();
        Class<?> config = constructor.getParameterTypes()[0];
        Object defaults = Proxy.newProxyInstance(
                config.getClassLoader(), new Class<?>[] {config}, (proxy, method, args) -> value(method));
        Object[] arguments = new Object[services.length + 1];
        arguments[0] = defaults;
        System.arraycopy(services, 0, arguments, 1, services.length);
        return (Module) constructor.newInstance(arguments);
    }

    private static Object value(Method method) {
        return method.getDefaultValue();
    }
}
