package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.distributions.launcher.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineConfigTest {

    private final Place place = new Place(Path.of("/srv/my \"var\""), Path.of("/run/skep/containerd.sock"));

    private EngineConfig config(Host host) {
        return new EngineConfig(place, host, Subnet.parse("10.80.7.0/24"), "native");
    }

    @Test
    void everythingIsBelowTheFolderAndTheStreamsOnLoopback() {
        String toml = config(new Host(true, true, Path.of("/opt/cni/bin"))).toml();
        assertThat(toml)
                .contains("root = \"/srv/my \\\"var\\\"/containerd/root\"")
                .contains("state = \"/srv/my \\\"var\\\"/containerd/run\"")
                .contains("address = \"/run/skep/containerd.sock\"")
                .contains("Root = \"/srv/my \\\"var\\\"/containerd/runc\"")
                .contains("stream_server_address = \"127.0.0.1\"")
                .contains("stream_server_port = \"0\"")
                .contains("sandbox_image = \"skep.local/pause:1\"")
                .contains("snapshotter = \"native\"")
                .contains("bin_dir = \"/opt/cni/bin\"");
    }

    @Test
    void asksForNothingThatTheMachineRefuses() {
        assertThat(config(new Host(true, true, Path.of("/x"))).toml())
                .contains("restrict_oom_score_adj = false", "disable_apparmor = false");
        assertThat(config(new Host(false, false, Path.of("/x"))).toml())
                .contains("restrict_oom_score_adj = true", "disable_apparmor = true");
    }

    @Test
    void theNetworkHasABridgeOfItsOwnAndMapsPorts() {
        Map<String, Object> network =
                Json.parseObject(config(new Host(true, true, Path.of("/x"))).network());
        assertThat(network.get("name")).isEqualTo(place.network());
        assertThat(place.network()).matches("skep-[0-9a-f]{8}").hasSizeLessThan(16);
        assertThat(Json.list(network, "plugins"))
                .first()
                .asString()
                .contains(
                        "bridge=" + place.network(),
                        "subnet=10.80.7.0/24",
                        place.addresses().toString());
        assertThat(Json.list(network, "plugins")).last().asString().contains("type=portmap", "portMappings=true");
    }

    @Test
    void readsWhatTheKernelLetsThisProcessDo() {
        assertThat(Host.has("Name:\tx\nCapEff:\t000001ffffffffff\n", 24)).isTrue();
        assertThat(Host.has("Name:\tx\nCapEff:\t000001fffeffffff\n", 24)).isFalse();
        assertThat(Host.has("", 24)).isFalse();
    }
}
