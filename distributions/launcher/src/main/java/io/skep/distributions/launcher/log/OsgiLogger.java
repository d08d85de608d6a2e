package io.skep.distributions.launcher.log;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LoggerConsumer;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/** One OSGi logger over the slf4j logger of the same name. The interface has thirty alike methods, so one handler serves them all. */
final class OsgiLogger implements InvocationHandler {

    private final org.slf4j.Logger target;

    private OsgiLogger(org.slf4j.Logger target) {
        this.target = target;
    }

    static FormatterLogger of(String name) {
        return (FormatterLogger) Proxy.newProxyInstance(
                OsgiLogger.class.getClassLoader(),
                new Class<?>[] {FormatterLogger.class},
                new OsgiLogger(LoggerFactory.getLogger(name)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        return switch (name) {
            case "getName", "toString" -> target.getName();
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
            default -> {
                if (name.startsWith("is")) {
                    String word = name.substring(2, name.length() - "Enabled".length());
                    yield target.isEnabledForLevel(Level.valueOf(word.toUpperCase(Locale.ROOT)));
                }
                Level level = name.equals("audit") ? Level.INFO : Level.valueOf(name.toUpperCase(Locale.ROOT));
                log(proxy, level, arguments);
                yield null;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private void log(Object proxy, Level level, Object[] arguments) throws Exception {
        if (!target.isEnabledForLevel(level)) {
            return;
        }
        if (arguments[0] instanceof LoggerConsumer<?> consumer) {
            ((LoggerConsumer<Exception>) consumer).accept((FormatterLogger) proxy);
            return;
        }
        Object[] values = values(arguments);
        Throwable thrown = null;
        for (Object value : values) {
            if (value instanceof Throwable throwable) {
                thrown = throwable;
            }
        }
        String text = MessageFormatter.basicArrayFormat(String.valueOf(arguments[0]), values);
        Explanation.log(target, level, text, thrown);
    }

    private static Object[] values(Object[] arguments) {
        if (arguments.length == 2 && arguments[1] instanceof Object[] many) {
            return many;
        }
        Object[] values = new Object[arguments.length - 1];
        for (int i = 1; i < arguments.length; i++) {
            values[i - 1] = arguments[i] instanceof ServiceReference<?> ? "" : arguments[i];
        }
        return values;
    }
}
