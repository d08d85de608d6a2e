package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code kubectl apply} to a pod running on an edge, from the assembled folders, with the real kubectl. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobIT {

    private static final Path HELLO = Cluster.ROOT.resolve("config/demo/hello.yaml");
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("main-job", 1_100, 1);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void showsTheEdgeReadyWithRolesAndVersion() {
        assertThat(cluster.kubectl("get", "nodes").ok().out())
                .containsPattern("edge-1 +Ready +agent,edge +\\S+ +v1\\.26\\.7-kubeedge-v1\\.15\\.0");
        assertThat(cluster.value("node", "edge-1", "{.metadata.labels.skep\\.io/version}"))
                .isNotEmpty();
    }

    @Test
    @Order(2)
    void runsTheDemoPodAndShowsItsEvents() {
        cluster.kubectl("apply", "-f", HELLO.toString()).ok();
        cluster.awaitValue("pod", "hello", "{.status.phase}", "Running");
        assertThat(cluster.value("pod", "hello", "{.spec.nodeName}")).isEqualTo("edge-1");
        String greeting = cluster.value("configmap", "hello", "{.data.greeting}");
        assertThat(greeting).isNotEmpty();
        Await.until(
                "the pod's log shows the ConfigMap's value",
                Duration.ofSeconds(20),
                () -> cluster.shell("edge-1", "edged:logs default/hello").out(),
                text -> text.contains(greeting));
        Await.until(
                "the pod's events",
                Duration.ofSeconds(20),
                () -> cluster.kubectl("describe", "pod", "hello").ok().out(),
                text -> text.contains("Scheduled") && text.contains("Started"));
    }

    @Test
    @Order(3)
    void leavesAPodPendingThatNoNodeCanTakeAndSaysWhy() {
        cluster.kubectlWithInput("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: homeless}
                        spec:
                          nodeSelector: {nowhere: "true"}
                          containers: [{name: c, image: "bundle:io.skep.demo.hello"}]
                        """, "apply", "-f", "-").ok();
        Await.until(
                "the reason in an event",
                Duration.ofSeconds(20),
                () -> cluster.kubectl("describe", "pod", "homeless").ok().out(),
                text -> text.contains("FailedScheduling") && text.contains("0/1 nodes are available"));
        assertThat(cluster.value("pod", "homeless", "{.status.phase}")).isEqualTo("Pending");
        cluster.kubectl("delete", "pod", "homeless", "--wait=true").ok();
    }

    @Test
    @Order(4)
    void saysWhyAPodWithAnUnknownBundleDoesNotRun() {
        cluster.kubectlWithInput("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: unknown-bundle}
                        spec:
                          runtimeClassName: osgi
                          containers: [{name: c, image: "bundle:no.such.bundle"}]
                        """, "apply", "-f", "-").ok();
        Await.until(
                "a waiting reason that names the bundle",
                Duration.ofSeconds(20),
                () -> cluster.value("pod", "unknown-bundle", "{.status.containerStatuses[0].state.waiting}"),
                text -> text.contains("no.such.bundle"));
        cluster.kubectl("delete", "pod", "unknown-bundle", "--wait=true").ok();
    }

    @Test
    @Order(5)
    void removesPodAndBundleOnDelete() {
        assertThat(cluster.shell("edge-1", "lb").ok().out()).contains("io.skep.demo.hello");
        cluster.kubectl("delete", "-f", HELLO.toString(), "--wait=true").ok();
        cluster.awaitGone("pod", "hello");
        assertThat(cluster.shell("edge-1", "lb").ok().out()).doesNotContain("io.skep.demo.hello");
    }
}
