package io.skep.edge.metamanager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetaManagerConfigTest {

    @Test
    void hasKubeEdgesKeysAndDefaults() {
        assertThat(Arrays.stream(MetaManagerConfig.class.getDeclaredMethods())
                        .collect(Collectors.toMap(Method::getName, Method::getDefaultValue)))
                .containsOnly(
                        Map.entry("contextSendGroup", "hub"),
                        Map.entry("contextSendModule", "websocket"),
                        Map.entry("remoteQueryTimeout", 60));
    }
}
