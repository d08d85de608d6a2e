package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The configuration texts of a private containerd.
 *
 * @param place where it is
 * @param host what this machine allows
 * @param subnet of the pods
 * @param snapshotter that works below the folder
 */
record EngineConfig(Place place, Host host, Subnet subnet, String snapshotter) {

    /** containerd's own file; version 2 is read by containerd 1.6 and newer. */
    String toml() {
        return """
                version = 2
                root = %1$s
                state = %2$s
                oom_score = 0
                disabled_plugins = [
                  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
                  "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing",
                ]

                [grpc]
                  address = %3$s

                [plugins."io.containerd.internal.v1.opt"]
                  path = %4$s

                """.formatted(
                                quote(place.root()),
                                quote(place.run()),
                                quote(place.socket()),
                                quote(place.home().resolve("opt")))
                + cri();
    }

    private String cri() {
        return """
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%1$s"
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  netns_mounts_under_state_dir = true
                  disable_apparmor = %2$s
                  restrict_oom_score_adj = %3$s
                  disable_hugetlb_controller = true
                  tolerate_missing_hugetlb_controller = true
                  max_container_log_line_size = 16384

                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = %4$s
                    conf_dir = %5$s
                    max_conf_num = 1

                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "%6$s"
                    default_runtime_name = "runc"

                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"

                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        BinaryName = "runc"
                        Root = %7$s
                        SystemdCgroup = false

                  [plugins."io.containerd.grpc.v1.cri".registry]
                    config_path = %8$s
                """.formatted(
                        Images.PAUSE,
                        !host.appArmor(),
                        !host.mayLowerOomScore(),
                        quote(host.cniFolder()),
                        quote(place.networks()),
                        snapshotter,
                        quote(place.runc()),
                        quote(place.home().resolve("certs.d")));
    }

    /** The pods' network: a bridge of its own, and ports of the host for the pods that ask for them. */
    String network() {
        Map<String, Object> addresses = Map.of(
                "type", "host-local",
                "dataDir", place.addresses().toString(),
                "ranges", List.of(List.of(Map.of("subnet", subnet.toString()))),
                "routes", List.of(Map.of("dst", "0.0.0.0/0")));
        Map<String, Object> bridge = Map.of(
                "type",
                "bridge",
                "bridge",
                place.network(),
                "isGateway",
                true,
                "ipMasq",
                true,
                "hairpinMode",
                true,
                "ipam",
                addresses);
        Map<String, Object> ports =
                Map.of("type", "portmap", "capabilities", Map.of("portMappings", true), "snat", true);
        return Json.write(Map.of("cniVersion", "1.0.0", "name", place.network(), "plugins", List.of(bridge, ports)));
    }

    private static String quote(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
