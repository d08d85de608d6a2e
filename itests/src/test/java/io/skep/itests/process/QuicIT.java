package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cloud and an edge change to QUIC while they run, carry a pod over it, and have its bundles replaced. */
class QuicIT {

    private static final int OFFSET = 14_000;
    private static final String LANE = "io.skep.common.transport.quic";

    private static Cluster cluster;

    @BeforeAll
    static void changeToQuic() {
        cluster = Cluster.up("quic", OFFSET, 1);
        for (String name : new String[] {"cloud", "edge-1"}) {
            assertThat(mapped(name)).as("native library of %s before", name).isFalse();
        }
        Path cloud = cluster.folder().resolve("cloud/conf/cloudcore.yaml");
        Path edge = cluster.folder().resolve("edge-1/conf/edgecore.yaml");
        int port = cluster.port(10001);
        LinkedEdge.replace(
                cloud,
                "    https:\n",
                "    quic: {enable: true, address: 127.0.0.1, port: " + port + "}\n    https:\n");
        LinkedEdge.replace(
                edge,
                "    websocket:\n",
                "    quic: {enable: true, server: \"127.0.0.1:" + port + "\"}\n    websocket:\n      enable: false\n");
        awaitQuic();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** True when the process has loaded the native library. */
    private static boolean mapped(String name) {
        return Command.of("grep", "-q", "quiche", "/proc/" + cluster.pid(name) + "/maps")
                        .run()
                        .status()
                == 0;
    }

    private static void awaitQuic() {
        Await.until(
                "edge-1 is connected by QUIC",
                Duration.ofSeconds(60),
                () -> cluster.shell("cloud", "cloudhub:nodes").out(),
                nodes -> nodes.lines().anyMatch(line -> line.startsWith("edge-1") && line.contains("quic")));
    }

    @Test
    void carriesAPodAndItsConfigMapWhileTheLanesBundlesAreReplaced() {
        cluster.awaitReady("edge-1");
        carry("before");
        for (String name : new String[] {"edge-1", "cloud"}) {
            assertThat(mapped(name)).as("native library of %s", name).isTrue();
            replace(name, LANE);
            awaitQuic();
            carry("after-lane-of-" + name);
        }
        replace("cloud", "io.skep.cloud.cloudhub");
        replace("edge-1", "io.skep.edge.edgehub");
        awaitQuic();
        carry("after-hubs");
    }

    private static void replace(String container, String bundle) {
        cluster.shell(container, "stop " + bundle).ok();
        cluster.shell(container, "update " + bundle).ok();
        cluster.shell(container, "start " + bundle).ok();
    }

    /** A pod that needs a ConfigMap runs only when both have come, and its status only comes back when the way up works. */
    private static void carry(String name) {
        cluster.kubectl("create", "configmap", name, "--from-literal=value=" + name)
                .ok();
        cluster.kubectlWithInput(
                        "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\nspec:\n  runtimeClassName: osgi\n"
                                + "  containers:\n    - name: c\n      image: bundle:io.skep.demo.hello\n      envFrom:\n"
                                + "        - configMapRef: {name: " + name + "}\n",
                        "apply",
                        "-f",
                        "-")
                .ok();
        cluster.awaitValue("pod", name, "{.status.phase}", "Running");
        cluster.kubectl("delete", "pod", name, "--wait=true").ok();
    }
}
