package io.skep.cloud.apiserver.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ApiServerConfigTest {

    @Test
    void keepsItsKeysAndDefaults() {
        Map<String, Object> defaults = Arrays.stream(ApiServerConfig.class.getDeclaredMethods())
                .collect(Collectors.toMap(Method::getName, Method::getDefaultValue));
        assertThat(defaults)
                .isEqualTo(Map.of(
                        "address", "127.0.0.1",
                        "port", 6443,
                        "dataSource", "/var/lib/kubeedge/api.db",
                        "kubeConfig", "/var/lib/kubeedge/kubeconfig",
                        "pkiDir", "/etc/kubeedge/api",
                        "serviceAccountTokenVolumes", true));
    }
}
