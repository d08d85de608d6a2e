package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Modules are stopped, updated and started by the shell while a pod runs; nothing else notices. */
class SwapIT {

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.up("swap", 1_200, 1);
        cluster.kubectl(
                        "apply",
                        "-f",
                        Cluster.ROOT.resolve("config/demo/hello.yaml").toString())
                .ok();
        cluster.awaitValue("pod", "hello", "{.status.phase}", "Running");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String podBundle() {
        Matcher line = Pattern.compile("(?m)^.*io\\.skep\\.demo\\.hello.*$")
                .matcher(cluster.shell("edge-1", "lb").ok().out());
        assertThat(line.find()).isTrue();
        return line.group();
    }

    private static String ready() {
        return cluster.value("node", "edge-1", "{.status.conditions[?(@.type==\"Ready\")]}");
    }

    @Test
    void swapsEdgeModulesUnderARunningPod() {
        String bundle = podBundle();
        String started = cluster.value("pod", "hello", "{.status.containerStatuses[0].state.running.startedAt}");
        String transition =
                cluster.value("node", "edge-1", "{.status.conditions[?(@.type==\"Ready\")].lastTransitionTime}");
        for (String module : List.of(
                "io.skep.edge.dbtest",
                "io.skep.edge.edged",
                "io.skep.edge.metamanager",
                "io.skep.edge.edgehub",
                "io.skep.edge.runtime.osgi",
                "io.skep.beehive.shell")) {
            swap("edge-1", module);
            assertThat(podBundle())
                    .as("the pod's bundle after a swap of %s", module)
                    .isEqualTo(bundle);
        }
        cluster.awaitReady("edge-1");
        assertThat(cluster.value("pod", "hello", "{.status.phase}")).isEqualTo("Running");
        assertThat(cluster.value("pod", "hello", "{.status.containerStatuses[0].restartCount}"))
                .isEqualTo("0");
        assertThat(cluster.value("pod", "hello", "{.status.containerStatuses[0].state.running.startedAt}"))
                .isEqualTo(started);
        assertThat(cluster.value("node", "edge-1", "{.status.conditions[?(@.type==\"Ready\")].lastTransitionTime}"))
                .as("Ready never changed: " + ready())
                .isEqualTo(transition);
    }

    @Test
    void swapsCloudModulesUnderTraffic() {
        List<String> made = new ArrayList<>();
        for (String module : List.of(
                "io.skep.cloud.cloudhub",
                "io.skep.cloud.edgecontroller",
                "io.skep.cloud.synccontroller",
                "io.skep.cloud.controlplane")) {
            swap("cloud", module);
            String name = "swapped-" + made.size();
            made.add(name);
            cluster.kubectl("create", "configmap", name, "--from-literal=value=" + module)
                    .ok();
        }
        cluster.kubectlWithInput(pod("after-swaps", made), "apply", "-f", "-").ok();
        cluster.awaitValue("pod", "after-swaps", "{.status.phase}", "Running");
        cluster.kubectl("delete", "pod", "after-swaps", "--wait=true").ok();
        cluster.awaitReady("edge-1");
    }

    private static String pod(String name, List<String> configMaps) {
        StringBuilder env = new StringBuilder();
        configMaps.forEach(
                map -> env.append("        - configMapRef: {name: ").append(map).append("}\n"));
        return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\nspec:\n  runtimeClassName: osgi\n"
                + "  containers:\n    - name: c\n      image: bundle:io.skep.demo.hello\n      envFrom:\n" + env;
    }

    private static void swap(String container, String bundle) {
        if (bundle.equals("io.skep.beehive.shell")) {
            cluster.shell(container, "update " + bundle);
            Await.until(
                    "the shell is back",
                    Duration.ofSeconds(20),
                    () -> cluster.shell(container, "beehive:list"),
                    result -> result.status() == 0);
            return;
        }
        cluster.shell(container, "stop " + bundle).ok();
        cluster.shell(container, "update " + bundle).ok();
        cluster.shell(container, "start " + bundle).ok();
    }

    @Test
    void picksUpAndDropsABundleInTheDeployFolder() throws IOException {
        Path deploy = cluster.folder().resolve("edge-1/deploy");
        Path jar;
        try (Stream<Path> repo = Files.list(Cluster.ROOT.resolve("distributions/edgecore/target/edgecore/repo"))) {
            jar = repo.filter(file -> file.getFileName().toString().startsWith("io.skep.demo.hello"))
                    .findFirst()
                    .orElseThrow();
        }
        String before = cluster.shell("edge-1", "lb").ok().out();
        Path copy = deploy.resolve("hello.jar");
        Path hidden = cluster.folder().resolve("edge-1/hello.part");
        Files.copy(jar, hidden);
        Files.move(hidden, copy);
        Await.until(
                "the bundle is listed",
                Duration.ofSeconds(5),
                () -> cluster.shell("edge-1", "lb").ok().out(),
                text -> text.lines().count() == before.lines().count() + 1);
        Files.delete(copy);
        Await.until(
                "the bundle is gone",
                Duration.ofSeconds(5),
                () -> cluster.shell("edge-1", "lb").ok().out(),
                text -> text.lines().count() == before.lines().count());
        Path rubbish = deploy.resolve("rubbish.jar");
        Files.writeString(rubbish, "no jar");
        Await.until(
                "one clear line for a jar that is no bundle",
                Duration.ofSeconds(10),
                cluster::logs,
                text -> text.contains("rubbish.jar") && text.contains("SKEP-"));
        Files.delete(rubbish);
    }
}
