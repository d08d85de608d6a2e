package io.skep.beehive.metrics.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import java.lang.reflect.Proxy;
import java.util.List;

/** A bus that only tells of modules. */
final class FixedBus {

    private FixedBus() {}

    static Bus of(ModuleInfo... modules) {
        List<ModuleInfo> all = List.of(modules);
        return (Bus) Proxy.newProxyInstance(
                FixedBus.class.getClassLoader(),
                new Class<?>[] {Bus.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "modules" -> all;
                    case "lateAnswers" -> 9L;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
