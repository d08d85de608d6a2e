package io.skep.edge.edged.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.node.NodeSettings;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgedConfigTest {

    /** The configuration with its defaults, some attributes replaced. */
    static EdgedConfig config(Map<String, Object> values) {
        return (EdgedConfig) Proxy.newProxyInstance(
                EdgedConfig.class.getClassLoader(),
                new Class<?>[] {EdgedConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private static Object plain(Object value) {
        return value instanceof String[] words ? List.of(words) : value;
    }

    @Test
    void keepsKubeEdgesKeysAndDefaults() {
        Map<String, Object> defaults = new TreeMap<>();
        Arrays.stream(EdgedConfig.class.getDeclaredMethods())
                .forEach((Method method) ->
                        defaults.put(method.getName().replace('_', '.'), plain(method.getDefaultValue())));
        assertThat(defaults)
                .containsOnly(
                        Map.entry("hostnameOverride", "default-edge-node"),
                        Map.entry("nodeIP", ""),
                        Map.entry("rootDirectory", "/var/lib/edged"),
                        Map.entry("registerNode", true),
                        Map.entry("registerSchedulable", true),
                        Map.entry("registerNodeNamespace", "default"),
                        Map.entry("registerWithTaints", "[]"),
                        Map.entry("tailoredKubeletConfig.containerLogMaxSize", "10Mi"),
                        Map.entry("tailoredKubeletConfig.containerLogMaxFiles", 5),
                        Map.entry("tailoredKubeletConfig.nodeStatusUpdateFrequency", "10s"),
                        Map.entry("tailoredKubeletConfig.nodeStatusReportFrequency", "5m"),
                        Map.entry("tailoredKubeletConfig.nodeLeaseDurationSeconds", 40),
                        Map.entry("tailoredKubeletConfig.syncFrequency", "1m"),
                        Map.entry("tailoredKubeletConfig.clusterDNS", List.of()),
                        Map.entry("tailoredKubeletConfig.clusterDomain", "cluster.local"),
                        Map.entry("tailoredKubeletConfig.resolvConf", "/etc/resolv.conf"),
                        Map.entry("tailoredKubeletConfig.maxPods", 110),
                        Map.entry("tailoredKubeletConfig.readOnlyPort", 10350));
    }

    @Test
    void readsLabelsAndTaints() {
        NodeSettings node = Settings.node(
                config(Map.of("registerWithTaints", "[{\"key\":\"k\",\"effect\":\"NoSchedule\"}]")),
                Map.of("nodeLabels.zone", "north", "other", "x"),
                "0.1.0");
        assertThat(node.labels()).containsOnly(Map.entry("zone", "north"));
        assertThat(node.taints()).hasSize(1);
        assertThat(node.reportEvery()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[{\"key\":\"k\"}]", "no json", "[1"})
    void refusesTaintsThatItCannotRead(String taints) {
        assertThatThrownBy(() -> Settings.node(config(Map.of("registerWithTaints", taints)), Map.of(), "0.1.0"))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(EdgedError.BAD_TAINTS));
    }

    @Test
    void readsGosDurations() {
        assertThat(GoDuration.parse("k", "1m30s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(GoDuration.parse("k", "500ms")).isEqualTo(Duration.ofMillis(500));
        for (String wrong : new String[] {"", "10", "5 s", "s", "0s", "1x"}) {
            assertThatThrownBy(() -> GoDuration.parse("k", wrong)).hasMessageContaining("modules.edged.k");
        }
    }
}
