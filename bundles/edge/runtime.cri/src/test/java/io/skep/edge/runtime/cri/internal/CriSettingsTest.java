package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CriSettingsTest {

    private static CriConfig config(Map<String, Object> values) {
        return (CriConfig) Proxy.newProxyInstance(
                CriSettingsTest.class.getClassLoader(),
                new Class<?>[] {CriConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    @Test
    void hasKubeEdgesDefaults() {
        CriSettings settings = CriSettings.of(config(Map.of()));
        assertThat(settings.runtime().address()).isEqualTo("unix:///run/containerd/containerd.sock");
        assertThat(settings.images()).isEqualTo(settings.runtime());
        assertThat(settings.limit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.node()).isEqualTo("default-edge-node");
        assertThat(CriConfig.class.getDeclaredMethods())
                .extracting(Method::getName)
                .containsExactlyInAnyOrder(
                        "hostnameOverride",
                        "remoteRuntimeEndpoint",
                        "remoteImageEndpoint",
                        "podSandboxImage",
                        "tailoredKubeletConfig_runtimeRequestTimeout");
        assertThat(Annotation.class).isAssignableFrom(CriConfig.class);
    }

    @Test
    void readsWhatIsConfigured() {
        CriSettings settings = CriSettings.of(config(Map.of(
                "remoteRuntimeEndpoint", " unix:///a ",
                "remoteImageEndpoint", "unix:///b",
                "hostnameOverride", "edge-1",
                "tailoredKubeletConfig_runtimeRequestTimeout", "1m30s")));
        assertThat(settings)
                .isEqualTo(new CriSettings(
                        "edge-1", new Endpoint("unix:///a"), new Endpoint("unix:///b"), Duration.ofSeconds(90)));
    }

    @Test
    void wantsNoEngineWithAnEmptyEndpoint() {
        CriSettings settings =
                CriSettings.of(config(Map.of("remoteRuntimeEndpoint", "", "remoteImageEndpoint", "unix:///b")));
        assertThat(settings.runtime().isEmpty()).isTrue();
        assertThat(settings.images().isEmpty()).isTrue();
    }

    @Test
    void takesTheDefaultForALimitThatCannotBeRead() {
        assertThat(CriSettings.limit("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(CriSettings.limit("1h")).isEqualTo(Duration.ofHours(1));
        for (String bad : new String[] {"", "0s", "soon", "5", "5s now"}) {
            assertThat(CriSettings.limit(bad)).as(bad).isEqualTo(Duration.ofMinutes(2));
        }
    }

    @Test
    void knowsWhatASocketIs(@TempDir Path folder) throws Exception {
        assertThat(new Endpoint("unix:///a/b").path()).isEqualTo(Path.of("/a/b"));
        assertThat(new Endpoint("/a/b").isSocket()).isTrue();
        assertThat(new Endpoint("unix://a/b").isSocket()).isFalse();
        assertThat(new Endpoint("/" + "x".repeat(107)).isSocket()).isFalse();
        assertThat(new Endpoint("/a\0b").exists()).isFalse();
        assertThat(new Endpoint(folder.resolve("s").toString()).exists()).isFalse();
        assertThat(new Endpoint(Files.createFile(folder.resolve("s")).toString()).exists())
                .isTrue();
    }
}
