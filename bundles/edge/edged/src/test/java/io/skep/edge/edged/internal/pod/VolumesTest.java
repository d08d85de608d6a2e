package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.MovableClock;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.FakeCloud;
import io.skep.edge.edged.internal.MetaCalls;
import io.skep.edge.edged.internal.WallClock;
import io.skep.edge.edged.internal.disk.AsRoot;
import io.skep.edge.edged.internal.disk.Mounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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

    private Volumes volumes(JsonNode pod, Mounts mounts) {
        PodSettings settings = Pods.settings(dir, mounts);
        Downward downward = new Downward(pod, settings.host(), "");
        PodEvents events = new PodEvents(meta, new WallClock(new MovableClock()).clocks(), "edge-1");
        return new Volumes(pod, PodFolder.of(dir, "u1"), settings, new References(meta, pod), downward, events);
    }

    private Path prepare(String volume) throws Exception {
        return volumes(pod(volume), Mounts.none()).prepare(NOW).get("v");
    }

    private static int mode(Path path) throws Exception {
        return (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    }

    private void inRoot(JsonNode pod, Check check) throws Exception {
        Mounts mounts = AsRoot.mounts();
        try {
            check.with(mounts, volumes(pod, mounts).prepare(NOW));
            check.with(mounts, volumes(pod, mounts).prepare(NOW.plusSeconds(60)));
        } finally {
            PodFolder.of(dir, "u1").delete(mounts);
        }
        assertThat(dir.resolve("pods/u1")).doesNotExist();
    }

    private interface Check {
        void with(Mounts mounts, Map<String, Path> paths) throws Exception;
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
        for (String path : new String[] {"../x", "/etc/x", "a/../../x", "", "..data", "a//b", "a/"}) {
            String volume = "{\"name\":\"v\",\"configMap\":{\"name\":\"cm\",\"items\":[{\"key\":\"a\",\"path\":\""
                    + path + "\"}]}}";
            assertThatThrownBy(() -> prepare(volume))
                    .isInstanceOfSatisfying(
                            PodProblem.class, e -> assertThat(e.code()).isEqualTo(EdgedError.BAD_REFERENCE));
        }
    }

    @Test
    void letsEverybodyWriteIntoAnEmptyDir() throws Exception {
        Path path = prepare("{\"name\":\"v\",\"emptyDir\":{}}");
        assertThat(mode(path)).isEqualTo(0777);
        Files.writeString(path.resolve("kept"), "x");
        assertThat(prepare("{\"name\":\"v\",\"emptyDir\":{}}").resolve("kept")).exists();
    }

    @Test
    void tellsThatAnEmptyDirIsNotInMemory() throws Exception {
        assertThat(prepare("{\"name\":\"v\",\"emptyDir\":{\"medium\":\"Memory\"}}"))
                .isDirectory();
        meta.query("default/node/flush");
        assertThat(Contents.tree(cloud.reports("insert", "event").getFirst())
                        .path("reason")
                        .asText())
                .isEqualTo("VolumeNotInMemory");
    }

    @Test
    void keepsAnEmptyDirInMemory() throws Exception {
        JsonNode pod = pod("{\"name\":\"v\",\"emptyDir\":{\"medium\":\"Memory\",\"sizeLimit\":\"1Mi\"}},"
                + "{\"name\":\"w\",\"emptyDir\":{\"medium\":\"Memory\"}}");
        inRoot(pod, (mounts, paths) -> {
            assertThat(Files.getFileStore(paths.get("v")).getTotalSpace()).isEqualTo(1 << 20);
            assertThat(Files.getFileStore(paths.get("w")).getTotalSpace()).isEqualTo(64 << 20);
            assertThat(mode(paths.get("v"))).isEqualTo(01777);
        });
    }

    @Test
    void keepsSecretsInMemoryAndConfigMapsOnTheDisk() throws Exception {
        JsonNode pod = pod("{\"name\":\"v\",\"secret\":{\"secretName\":\"s\",\"defaultMode\":256}},"
                + "{\"name\":\"w\",\"configMap\":{\"name\":\"cm\"}}");
        ((ObjectNode) pod.path("spec")).putObject("securityContext").put("fsGroup", 4711);
        inRoot(pod, (mounts, paths) -> {
            assertThat(mounts.isMounted(paths.get("v"))).isTrue();
            assertThat(mode(paths.get("v"))).isEqualTo(03777);
            assertThat(mode(paths.get("v").resolve("p"))).isEqualTo(0440);
            assertThat(Files.getAttribute(paths.get("v").resolve("p"), "unix:gid"))
                    .isEqualTo(4711);
            assertThat(mounts.isMounted(paths.get("w"))).isFalse();
            assertThat(mode(paths.get("w"))).isEqualTo(02777);
            assertThat(mode(paths.get("w").resolve("a"))).isEqualTo(0644);
        });
    }

    @Test
    void leavesSecretsOfBundlesOnTheDisk() throws Exception {
        JsonNode pod = pod("{\"name\":\"v\",\"secret\":{\"secretName\":\"s\"}}");
        ((ObjectNode) pod.path("spec")).put("runtimeClassName", "osgi");
        inRoot(
                pod,
                (mounts, paths) -> assertThat(mounts.isMounted(paths.get("v"))).isFalse());
    }

    @Test
    void shutsATokenAwayOnlyWhenItKnowsWhoReadsIt() throws Exception {
        String token = "{\"name\":\"v\",\"projected\":{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\"}}]}}";
        assertThat(mode(prepare(token).resolve("t"))).isEqualTo(0644);
        JsonNode pod = pod(token);
        ((ObjectNode) pod.path("spec")).putObject("securityContext").put("runAsUser", 4712);
        inRoot(pod, (mounts, paths) -> {
            assertThat(mode(paths.get("v").resolve("t"))).isEqualTo(0600);
            assertThat(Files.getAttribute(paths.get("v").resolve("t"), "unix:uid"))
                    .isEqualTo(4712);
        });
    }

    @Test
    void bringsTheOthersUpToDateWhenOneIsMissing() throws Exception {
        String volumes = "{\"name\":\"v\",\"configMap\":{\"name\":\"none\"}},"
                + "{\"name\":\"w\",\"configMap\":{\"name\":\"cm\"}}";
        assertThatThrownBy(() -> prepare(volumes)).hasMessageContaining("the configmap none does not exist");
        assertThat(dir.resolve("pods/u1/volumes/kubernetes.io~configmap/w/a")).hasContent("1");
        cloud.objects.put("default/configmap/none", Json.parse("{\"data\":{\"z\":\"9\"}}"));
        assertThat(prepare(volumes).resolve("z")).hasContent("9");
    }

    @Test
    void doesNotDeleteAPodsFolderThroughAMount() throws Exception {
        Mounts mounts = AsRoot.mounts();
        Path precious = Files.createDirectories(dir.resolve("precious"));
        Files.writeString(precious.resolve("file"), "x");
        Path place = Files.createDirectories(dir.resolve("pods/u1/volumes/kubernetes.io~empty-dir/v/made-by-the-pod"));
        mounts.bind(precious, place);
        assertThatThrownBy(() -> PodFolder.of(dir, "u1").delete(Mounts.none()))
                .hasMessageContaining("cannot be undone");
        PodFolder.of(dir, "u1").delete(mounts);
        assertThat(dir.resolve("pods/u1")).doesNotExist();
        assertThat(precious.resolve("file")).hasContent("x");
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
