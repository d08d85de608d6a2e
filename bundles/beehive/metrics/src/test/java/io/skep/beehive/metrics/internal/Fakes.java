package io.skep.beehive.metrics.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Objects whose methods answer what is written, by name, and nothing else. */
final class Fakes {

    private Fakes() {}

    static <T> T of(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }
}
