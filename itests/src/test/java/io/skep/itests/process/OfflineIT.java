package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Either side stops while the other works on; afterwards the state is right. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OfflineIT {

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("offline", 1_300, 1);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void apply(String name, String greeting) {
        cluster.kubectlWithInput("""
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: %1$s}
                        data: {greeting: "%2$s"}
                        ---
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: %1$s}
                        spec:
                          runtimeClassName: osgi
                          containers:
                            - name: c
                              image: bundle:io.skep.demo.hello
                              env:
                                - name: GREETING
                                  valueFrom: {configMapKeyRef: {name: %1$s, key: greeting}}
                        """.formatted(name, greeting), "apply", "-f", "-")
                .ok();
    }

    private static String meta(String type) {
        return cluster.shell("edge-1", "meta:list " + type).ok().out();
    }

    @Test
    @Order(1)
    void bringsAnEdgeUpToDateThatWasAway() {
        apply("kept", "one");
        apply("removed", "two");
        cluster.awaitValue("pod", "kept", "{.status.phase}", "Running");
        cluster.awaitValue("pod", "removed", "{.status.phase}", "Running");

        Cluster.skep("down", "--dir", cluster.folder().toString(), "edge-1").ok();
        cluster.kubectl("patch", "configmap", "kept", "-p", "{\"data\":{\"greeting\":\"changed\"}}")
                .ok();
        cluster.kubectl("delete", "pod", "removed", "--force", "--grace-period=0")
                .ok();
        cluster.kubectl("delete", "configmap", "removed").ok();
        apply("created", "three");

        cluster.start(1).ok();
        cluster.awaitReady("edge-1");
        cluster.awaitValue("pod", "created", "{.status.phase}", "Running");
        Await.until(
                "the edge has the changed ConfigMap",
                Duration.ofSeconds(30),
                () -> cluster.shell("edge-1", "meta:get default/configmap/kept").out(),
                text -> text.contains("changed"));
        Await.until(
                "the edge has forgotten what was deleted",
                Duration.ofSeconds(30),
                () -> meta("pod") + meta("configmap"),
                text -> !text.contains("removed"));
        assertThat(cluster.value("pod", "kept", "{.status.containerStatuses[0].restartCount}"))
                .as("the pod lives in the process and was started again with it")
                .isEqualTo("1");
        assertThat(cluster.kubectl("get", "objectsyncs", "-o", "name").ok().out())
                .doesNotContain("removed");
    }

    @Test
    @Order(2)
    void runsItsPodsFromDiskWithoutTheCloud() {
        Cluster.skep("down", "--dir", cluster.folder().toString(), "cloud").ok();
        Cluster.skep("down", "--dir", cluster.folder().toString(), "edge-1").ok();
        Cluster.skep("up", "-d", "--dir", cluster.folder().toString(), "--port-offset", "1300", "edge-1")
                .ok();
        Await.until(
                "the pod runs offline",
                Duration.ofSeconds(30),
                () -> cluster.shell("edge-1", "edged:pods").out(),
                text -> text.lines().anyMatch(line -> line.contains("kept") && line.contains("Running")));
        assertThat(cluster.shell("edge-1", "edgehub:status").ok().out())
                .containsPattern("(?m)^state +\\S+")
                .doesNotContainPattern("(?m)^state +connected");

        cluster.start(1).ok();
        cluster.awaitReady("edge-1");
        cluster.awaitValue("pod", "kept", "{.status.phase}", "Running");
    }
}
