package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class SettingsTest {

    @TempDir
    Path temp;

    private Layout layout;

    @BeforeEach
    void makeLayout() {
        layout = new Layout(temp.resolve("source"), temp.resolve("var: x #1"));
    }

    private Object value(String instance, String path) throws IOException {
        Object value =
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(layout.config(instance)));
        for (String key : Arrays.asList(path.split("/"))) {
            value = ((Map<?, ?>) value).get(key);
        }
        return value;
    }

    @Test
    void theCloudListensOnLoopbackAndKeepsEverythingInItsFolder() throws IOException {
        new Settings(layout, new Ports(100)).writeCloud(Optional.empty());
        assertThat(value("cloud", "kind")).isEqualTo("CloudCore");
        assertThat(value("cloud", "modules/cloudHub/websocket"))
                .isEqualTo(Map.of("address", "127.0.0.1", "port", 10100));
        assertThat(value("cloud", "modules/cloudHub/https/port")).isEqualTo(10102);
        assertThat(value("cloud", "modules/cloudHub/unixsocket/address"))
                .isEqualTo("unix://" + layout.socket("kubeedge"));
        assertThat(value("cloud", "modules/cloudHub/tokenFile"))
                .isEqualTo(layout.token().toString());
        assertThat(value("cloud", "modules/apiServer/port")).isEqualTo(6543);
        assertThat(value("cloud", "commonConfig/monitorServer/bindAddress")).isEqualTo("127.0.0.1:9191");
        assertThat(value("cloud", "modules/apiServer/kubeConfig"))
                .isEqualTo(layout.kubeConfig().toString());
    }

    @Test
    void withAKubeconfigOfTheUsersTheEmbeddedApiHasNoSection() throws IOException {
        new Settings(layout, new Ports(0)).writeCloud(Optional.of(Path.of("/etc/kube/config")));
        assertThat(value("cloud", "kubeAPIConfig/kubeConfig")).isEqualTo("/etc/kube/config");
        assertThat(value("cloud", "modules/apiServer")).isNull();
        assertThat(value("cloud", "modules/cloudHub/https/port")).isEqualTo(10002);
    }

    @Test
    void eachEdgeHasItsNameAddressAndFolder() throws IOException {
        new Settings(layout, new Ports(0)).writeEdge("edge-1", "");
        new Settings(layout, new Ports(0)).writeEdge("edge-3", "");
        assertThat(value("edge-1", "modules/edged/nodeIP")).isEqualTo("127.0.0.1");
        assertThat(value("edge-3", "modules/edged/nodeIP")).isEqualTo("127.0.1.3");
        assertThat(value("edge-3", "modules/edged/hostnameOverride")).isEqualTo("edge-3");
        assertThat(value("edge-1", "modules/monitorServer/bindAddress")).isEqualTo("127.0.0.1:9092");
        assertThat(value("edge-3", "modules/monitorServer/bindAddress")).isEqualTo("127.0.1.3:9092");
        assertThat(value("edge-3", "modules/edgeHub/httpServer")).isEqualTo("https://127.0.0.1:10002");
        assertThat(value("edge-3", "modules/edgeHub/websocket/server")).isEqualTo("127.0.0.1:10000");
        assertThat(value("edge-3", "database/dataSource"))
                .isEqualTo(layout.state("edge-3").resolve("edgecore.db").toString());
    }

    @Test
    void anEdgeIsToldWhereItsContainersAreServedOrThatItHasNone() throws IOException {
        new Settings(layout, new Ports(0)).writeEdge("edge-1", "unix:///run/skep/containerd.sock");
        new Settings(layout, new Ports(0)).writeEdge("edge-2", "");
        for (String key : new String[] {"remoteRuntimeEndpoint", "remoteImageEndpoint"}) {
            assertThat(value("edge-1", "modules/edged/" + key)).isEqualTo("unix:///run/skep/containerd.sock");
            assertThat(value("edge-2", "modules/edged/" + key)).isEqualTo("");
        }
        assertThat(value("edge-1", "modules/edged/podSandboxImage")).isEqualTo("skep.local/pause:1");
    }

    @Test
    void whoWantsNoContainersIsToldNothingAboutThem() {
        Containers containers = new Containers(layout, false);
        containers.begin();
        containers.undo();
        assertThat(containers.isTold()).isFalse();
        assertThat(containers.engine()).isEmpty();
        assertThat(containers.await()).isEmpty();
        assertThat(layout.dir()).doesNotExist();
    }

    @Test
    void writesAgainWhatItWroteButNeverWhatSomebodyEdited() throws IOException {
        new Settings(layout, new Ports(0)).writeEdge("edge-1", "");
        new Settings(layout, new Ports(5)).writeEdge("edge-1", "");
        assertThat(value("edge-1", "modules/edgeHub/websocket/server")).isEqualTo("127.0.0.1:10005");
        Path file = layout.config("edge-1");
        Files.writeString(file, Files.readString(file).replace("10005", "10007"));
        new Settings(layout, new Ports(9)).writeEdge("edge-1", "");
        assertThat(value("edge-1", "modules/edgeHub/websocket/server")).isEqualTo("127.0.0.1:10007");
    }
}
