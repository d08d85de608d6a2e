package io.skep.common.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.config.internal.ConfigReader.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    private static final Path FILE = Path.of("edgecore.yaml");
    private static final Surroundings MACHINE = new Surroundings("Box-7", false);
    private static final String EDGE = "apiVersion: edgecore.config.kubeedge.io/v1alpha2\nkind: EdgeCore\n";
    private static final String CLOUD = "apiVersion: cloudcore.config.kubeedge.io/v1alpha2\nkind: CloudCore\n";

    private static Configurations parse(String text) {
        return ConfigReader.parse(FILE, text, MACHINE);
    }

    private static void assertRefused(String text, String code, String sentence) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code().code()).isEqualTo(code))
                .hasMessageContaining(sentence);
    }

    @Test
    void switchesModulesOnAndOffAsKubeEdgeDoes() {
        Configurations read = parse(EDGE);
        assertThat(read.byPid())
                .containsKeys(
                        "io.skep.edge.edgehub",
                        "io.skep.edge.metamanager",
                        "io.skep.edge.edged",
                        "io.skep.edge.devicetwin",
                        "io.skep.edge.eventbus",
                        "io.skep.edge.store")
                .doesNotContainKeys(
                        "io.skep.edge.dbtest",
                        "io.skep.edge.servicebus",
                        "io.skep.edge.edgestream",
                        "io.skep.edge.metaserver");
        assertThat(parse(EDGE + "modules:\n  dbTest: {enable: true}\n  edged: {enable: false}\n")
                        .byPid())
                .containsKey("io.skep.edge.dbtest")
                .doesNotContainKey("io.skep.edge.edged");
    }

    @Test
    void metricsAreServedUnlessSwitchedOffByTheCloudAndTheEdgeOnPortsOfTheirOwn() {
        String pid = "io.skep.beehive.metrics";
        assertThat(parse(CLOUD).byPid().get(pid)).isEmpty();
        assertThat(parse(EDGE).byPid().get(pid)).isEqualTo(Map.of("bindAddress", "127.0.0.1:9092"));
        Configurations told =
                parse(CLOUD + "commonConfig: {monitorServer: {bindAddress: \"0.0.0.0:1\", enableProfiling: true}}\n");
        assertThat(told.notices()).isEmpty();
        assertThat(told.byPid().get(pid)).isEqualTo(Map.of("bindAddress", "0.0.0.0:1", "enableProfiling", true));
        assertThat(parse(EDGE + "modules: {monitorServer: {bindAddress: \"127.0.1.2:9\"}}\n")
                        .byPid()
                        .get(pid))
                .isEqualTo(Map.of("bindAddress", "127.0.1.2:9"));
        assertThat(parse(CLOUD + "commonConfig: {monitorServer: {enable: false}}\n")
                        .byPid())
                .doesNotContainKey(pid);
        assertThat(parse(EDGE + "modules: {monitorServer: {enable: false}}\n").byPid())
                .doesNotContainKey(pid);
    }

    @Test
    void flattensSectionsInTheirOwnLetterCase() {
        Map<String, Object> hub = parse(EDGE + """
                        modules:
                          edgeHub:
                            enable: true
                            heartbeat: 7
                            token: abc.def
                            websocket: {server: "10.0.0.1:10000", enable: true}
                        """).byPid().get("io.skep.edge.edgehub");
        assertThat(hub)
                .containsEntry("heartbeat", 7)
                .containsEntry(".token", "abc.def")
                .containsEntry("websocket.server", "10.0.0.1:10000")
                .containsEntry("websocket.enable", true)
                .doesNotContainKeys("enable", "token");
    }

    @Test
    void keepsListsMapsAndDeeperValues() {
        Map<String, Object> edged = parse(EDGE + """
                        modules:
                          edged:
                            nodeLabels: {zone: north}
                            registerWithTaints: [{key: a, effect: NoSchedule}]
                            tailoredKubeletConfig: {nodeLeaseDurationSeconds: 40}
                        """).byPid().get("io.skep.edge.edged");
        assertThat(edged)
                .containsEntry("nodeLabels.zone", "north")
                .containsEntry("registerWithTaints", "[{\"key\":\"a\",\"effect\":\"NoSchedule\"}]")
                .containsEntry("tailoredKubeletConfig.nodeLeaseDurationSeconds", 40);
        assertThat(parse(CLOUD + "modules: {cloudHub: {advertiseAddress: [1.2.3.4, host]}}\n")
                        .byPid()
                        .get("io.skep.cloud.cloudhub")
                        .get("advertiseAddress"))
                .isEqualTo(new String[] {"1.2.3.4", "host"});
    }

    @Test
    void givesTheContainerRuntimeItsPartOfEdgedsSection() {
        Map<String, Object> engine = parse(EDGE + """
                        modules:
                          edged:
                            remoteRuntimeEndpoint: unix:///run/x.sock
                            nodeLabels: {zone: north}
                            tailoredKubeletConfig: {runtimeRequestTimeout: 30s, maxPods: 3}
                        """).byPid().get("io.skep.edge.runtime.cri");
        assertThat(engine)
                .containsOnly(
                        Map.entry("hostnameOverride", "box-7"),
                        Map.entry("remoteRuntimeEndpoint", "unix:///run/x.sock"),
                        Map.entry("tailoredKubeletConfig.runtimeRequestTimeout", "30s"));
        assertThat(parse(EDGE + "modules: {edged: {enable: false}}\n").byPid())
                .doesNotContainKey("io.skep.edge.runtime.cri");
    }

    @Test
    void givesTheHubsTheNodeName() {
        assertThat(parse(EDGE).byPid().get("io.skep.edge.edgehub")).containsEntry("nodeName", "box-7");
        assertThat(parse(EDGE + "modules: {edged: {hostnameOverride: edge-1}}\n")
                        .byPid()
                        .get("io.skep.edge.edgehub"))
                .containsEntry("nodeName", "edge-1");
        assertThat(ConfigReader.parse(FILE, EDGE, new Surroundings("under_score", false))
                        .byPid()
                        .get("io.skep.edge.edged"))
                .containsEntry("hostnameOverride", "default-edge-node");
    }

    @Test
    void bringsTheEmbeddedApiOnlyWithoutAClusterOfItsOwn() {
        Map<String, Map<String, Object>> alone = parse(CLOUD + "modules: {apiServer: {kubeConfig: /x/kubeconfig}}\n")
                .byPid();
        assertThat(alone).containsKeys("io.skep.cloud.apiserver", "io.skep.cloud.controlplane");
        assertThat(alone.get("io.skep.cloud.kube")).containsEntry("kubeConfig", "/x/kubeconfig");
        assertThat(alone.get("io.skep.cloud.controlplane")).containsEntry("kubeConfig", "/x/kubeconfig");

        Map<String, Map<String, Object>> joined =
                parse(CLOUD + "kubeAPIConfig: {kubeConfig: /etc/kube}\n").byPid();
        assertThat(joined).doesNotContainKeys("io.skep.cloud.apiserver", "io.skep.cloud.controlplane");
        assertThat(joined.get("io.skep.cloud.kube")).containsEntry("kubeConfig", "/etc/kube");

        assertThat(ConfigReader.parse(FILE, CLOUD, new Surroundings("h", true)).byPid())
                .doesNotContainKey("io.skep.cloud.apiserver");
    }

    @Test
    void namesTheNearestKeyAndTheLineOfAnUnknownOne() {
        Configurations read = parse(EDGE + "modules:\n  edgeHub:\n    hartbeat: 15\n");
        assertThat(read.notices())
                .singleElement()
                .extracting(Configurations.Notice::line)
                .asString()
                .startsWith("SKEP-303 edgecore.yaml, line 5: the key modules.edgeHub.hartbeat is unknown; "
                        + "did you mean modules.edgeHub.heartbeat?");
        assertThat(parse(EDGE + "modul: {}\n").notices().getFirst().sentence()).contains("did you mean modules?");
    }

    @Test
    void warnsOfModulesThatAreNotBuilt() {
        assertThat(parse(CLOUD + "modules: {iptablesManager: {enable: true, mode: internal}}\n")
                        .notices())
                .singleElement()
                .extracting(notice -> notice.code().code())
                .isEqualTo("SKEP-306");
    }

    @Test
    void refusesValuesOfTheWrongType() {
        assertRefused(
                EDGE + "modules:\n  edgeHub:\n    heartbeat: soon\n",
                "SKEP-304",
                "line 5: modules.edgeHub.heartbeat is 'soon', but takes a whole number");
        assertRefused(EDGE + "modules: 3\n", "SKEP-304", "takes a section with keys");
    }

    @Test
    void refusesWhatKubeEdgeRefuses() {
        assertRefused(EDGE + "modules: {edgeHub: {quic: {enable: true}}}\n", "SKEP-305", "exactly one of them");
        assertRefused(EDGE + "modules: {eventBus: {mqttMode: 3}}\n", "SKEP-305", "0, 1 or 2");
        assertRefused(EDGE + "modules: {edgeHub: {messageQPS: -1}}\n", "SKEP-305", "0 or more");
        assertRefused(EDGE + "modules: {edged: {hostnameOverride: Not_A_Name}}\n", "SKEP-305", "is no node name");
        assertRefused(CLOUD + "modules: {cloudHub: {tokenRefreshDuration: 0}}\n", "SKEP-305", "more than 0");
        assertRefused(CLOUD + "modules: {cloudHub: {websocket: {port: 70000}}}\n", "SKEP-305", "0 to 65535");
        assertRefused("kind: Something\n", "SKEP-305", "CloudCore or EdgeCore is expected");
    }

    @Test
    void saysWhereYamlIsBroken() {
        assertRefused(EDGE + "modules: {edged: [\n", "SKEP-301", "line 4");
        assertRefused(EDGE + "kind: EdgeCore\n", "SKEP-301", "line 3");
        assertRefused("", "SKEP-301", "it is empty");
        assertRefused("- a\n", "SKEP-301", "a mapping of keys is expected");
    }

    @Test
    void saysWhichFileIsMissingOrTooLong(@TempDir Path folder) throws Exception {
        Path absent = folder.resolve("none.yaml");
        assertThatThrownBy(() -> ConfigReader.read(absent, MACHINE))
                .isInstanceOf(SkepException.class)
                .hasMessageContaining(absent + " does not exist");
        Path big = folder.resolve("big.yaml");
        Files.write(big, new byte[YamlTree.MAX_BYTES + 1]);
        assertThatThrownBy(() -> ConfigReader.read(big, MACHINE)).hasMessageContaining("longer than");
    }
}
