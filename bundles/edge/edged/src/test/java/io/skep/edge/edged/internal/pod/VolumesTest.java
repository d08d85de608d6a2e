package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.FakeCloud;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.edged.internal.disk.Mounts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path dir;

    private final TestBus bus = new TestBus();
    private final FakeCloud cloud = new FakeCloud(bus.probe("metamanager", "meta"));
    private MetaCalls meta;

    @BeforeEach
    void start() throws Exception {
        CompletableFuture<ModuleContext> context = new CompletableFuture<>();
        bus.start("edged", "edged", given -> {
            context.complete(given);
            given.receive();
        });
        meta = new MetaCalls(context.get(10, TimeUnit.SECONDS));
        cloud.objects.put("default/configmap/cm", Json.parse("{\"data\":{\"a\":\"1\",\"b\":\"2\"}}"));
        cloud.objects.put("default/secret/s", Json.parse("{\"data\":{\"p\":\"aG9uZXk=\"}}"));
    }

    @AfterEach
    void close() {
        bus.close();
    }

    private static JsonNode pod(String volumes) throws Exception {
        return Json.parse("""
                {"metadata":{"name":"p","namespace":"default","uid":"u1","labels":{"app":"x"}},
                 "spec":{"serviceAccountName":"robot","containers":[{"name":"c","resources":{"limits":{"memory":"64Mi"}},
                   "volumeMounts":[{"name":"v","mountPath":"/m","subPathExpr":"$(WHO)"}]}],"volumes":[%s]}}""".formatted(volumes));
    }

    private Volumes volumes(JsonNode pod) {
        PodSettings settings = settings();
        Downward downward = new Downward(pod, settings.host(), "");
        PodEvents events = new PodEvents(meta, new MovableClock(), "edge-1");
        return new Volumes(pod, PodFolder.of(dir, "u1"), settings, new References(meta, pod), downward, events);
    }

    private PodSettings settings() {
        return new PodSettings(
                dir,
                "default",
                new PodHost("edge-1", "10.0.0.9", 2, 1L << 30),
                Duration.ofMinutes(1),
                new DnsSettings(List.of(), "cluster.local", Path.of("/etc/resolv.conf")),
                Mounts.none());
    }

    private Path prepare(String volume) throws Exception {
        return volumes(pod(volume)).prepare(NOW).get("v");
    }

    @Test
    void writesChosenKeysOfAConfigMap() throws Exception {
        Path path = prepare(
                "{\"name\":\"v\",\"configMap\":{\"name\":\"cm\",\"items\":[{\"key\":\"a\",\"path\":\"x/y\"}]}}");
        assertThat(path.resolve("x/y")).hasContent("1");
        assertThat(path.resolve("b")).doesNotExist();
    }

    @Test
    void decodesSecrets() throws Exception {
        assertThat(prepare("{\"name\":\"v\",\"secret\":{\"secretName\":\"s\"}}").resolve("p"))
                .hasContent("honey");
    }

    @Test
    void leavesOptionalSourcesOut() throws Exception {
        assertThat(prepare("{\"name\":\"v\",\"configMap\":{\"name\":\"none\",\"optional\":true}}"))
                .isDirectory();
    }

    @Test
    void projectsTokenCertificateAndNamespaceTogether() throws Exception {
        Path path = prepare("""
                {"name":"v","projected":{"sources":[{"serviceAccountToken":{"path":"token","expirationSeconds":3607}},
                 {"configMap":{"name":"cm","items":[{"key":"a","path":"ca.crt"}]}},
                 {"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"fieldPath":"metadata.namespace"}},
                  {"path":"limit","resourceFieldRef":{"containerName":"c","resource":"limits.memory","divisor":"1Mi"}},
                  {"path":"labels","fieldRef":{"fieldPath":"metadata.labels"}}]}}]}}""");
        assertThat(path.resolve("token")).hasContent("token-of-default/serviceaccounttoken/robot");
        assertThat(path.resolve("ca.crt")).hasContent("1");
        assertThat(path.resolve("namespace")).hasContent("default");
        assertThat(path.resolve("limit")).hasContent("64");
        assertThat(path.resolve("labels")).hasContent("app=\"x\"");
        JsonNode request =
                Contents.tree(cloud.calls("query", "serviceaccounttoken").getFirst());
        assertThat(Json.parse(Json.write(request.path("spec")))).isEqualTo(Json.parse("""
                                {"audiences":null,"expirationSeconds":3607,
                                 "boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p","uid":"u1"}}"""));
    }

    @Test
    void refusesPathsThatLeadOut() throws Exception {
        for (String path : new String[] {"../x", "/etc/x", "a/../../x", ""}) {
            String volume = "{\"name\":\"v\",\"configMap\":{\"name\":\"cm\",\"items\":[{\"key\":\"a\",\"path\":\""
                    + path + "\"}]}}";
            assertThatThrownBy(() -> prepare(volume))
                    .isInstanceOfSatisfying(
                            PodProblem.class, e -> assertThat(e.code()).isEqualTo(EdgedError.BAD_REFERENCE));
        }
    }

    @Test
    void checksTheTypeOfHostPaths() throws Exception {
        Path made =
                prepare("{\"name\":\"v\",\"hostPath\":{\"path\":\"" + dir + "/made\",\"type\":\"DirectoryOrCreate\"}}");
        assertThat(made).isDirectory();
        assertThatThrownBy(() ->
                        prepare("{\"name\":\"v\",\"hostPath\":{\"path\":\"" + dir + "/none\",\"type\":\"Directory\"}}"))
                .hasMessageContaining("is not a directory");
    }

    @Test
    void tellsThatAKindOfVolumeIsNotThere() {
        assertThatThrownBy(() -> prepare("{\"name\":\"v\",\"nfs\":{\"server\":\"x\"}}"))
                .isInstanceOfSatisfying(
                        PodProblem.class, e -> assertThat(e.code()).isEqualTo(EdgedError.NOT_SUPPORTED));
    }

    @Test
    void expandsOnlyKnownVariables() {
        Map<String, String> env = Map.of("A", "1");
        assertThat(Expansion.expand("$(A) $$(A) $(B) $A $ $(A", env)).isEqualTo("1 $(A) $(B) $A $ $(A");
    }

    @Test
    void dividesQuantitiesUpwards() {
        assertThat(Quantity.divide("500m", "1")).isEqualTo("1");
        assertThat(Quantity.divide("1500Mi", "1Gi")).isEqualTo("2");
        assertThat(Quantity.divide("250m", "1m")).isEqualTo("250");
    }
}
