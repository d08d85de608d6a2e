package io.skep.edge.runtime.osgi.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.runtime.RuntimeFailure;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.service.cm.ConfigurationAdmin;

class PodSettingsTest {

    private static <T> T fake(Class<T> type, java.util.function.Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> answers.apply(method.getName())));
    }

    @Test
    void saysInOneLineThatTheRuntimeIsBeingReplaced() {
        ConfigurationAdmin gone = fake(ConfigurationAdmin.class, method -> {
            throw new IllegalStateException("Configuration Admin service has been unregistered");
        });
        Bundle bundle = fake(Bundle.class, method -> switch (method) {
            case "getVersion" -> new Version("1.0.0");
            case "getLocation" -> "pod:u1/c";
            default -> "plain";
        });

        assertThatThrownBy(() -> new PodSettings(gone, "p").delete(bundle))
                .isInstanceOf(RuntimeFailure.class)
                .hasMessageContaining("pod:u1/c")
                .hasMessageContaining("has been unregistered");
    }
}
