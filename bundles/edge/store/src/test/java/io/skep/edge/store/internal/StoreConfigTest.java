package io.skep.edge.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StoreConfigTest {

    @Test
    void hasKubeEdgesKeysAndDefaults() {
        assertThat(Arrays.stream(StoreConfig.class.getDeclaredMethods())
                        .collect(Collectors.toMap(Method::getName, Method::getDefaultValue)))
                .containsOnly(
                        Map.entry("dataSource", "/var/lib/kubeedge/edgecore.db"),
                        Map.entry("driverName", "sqlite3"),
                        Map.entry("aliasName", "default"),
                        Map.entry("outboxMessages", 10_000),
                        Map.entry("outboxMiB", 64));
    }
}
