package io.skep.beehive.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.runtime.internal.engine.BusSettings;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RuntimeConfigTest {

    @Test
    void namesItsKeysAndDefaults() {
        Map<String, Object> defaults = new TreeMap<>();
        Arrays.stream(RuntimeConfig.class.getDeclaredMethods())
                .forEach((Method method) -> defaults.put(method.getName(), method.getDefaultValue()));
        assertThat(defaults)
                .isEqualTo(Map.of(
                        "mailboxCapacity",
                        1024,
                        "parkedSendLimitMs",
                        30_000L,
                        "expectedWaitMs",
                        30_000L,
                        "restartBudget",
                        5));
    }

    @Test
    void itsDefaultsAreThoseOfTheBus() {
        RuntimeConfig defaults = (RuntimeConfig) Proxy.newProxyInstance(
                RuntimeConfig.class.getClassLoader(),
                new Class<?>[] {RuntimeConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        assertThat(BeehiveRuntime.settings(defaults)).isEqualTo(BusSettings.DEFAULT);
    }
}
