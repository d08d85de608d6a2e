package io.skep.edge.edged.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.node.LinuxMachine;
import io.skep.edge.edged.internal.pod.FakeRuntime;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.PodSecurity;
import io.skep.edge.runtime.RunningPod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgedModuleTest {

    private static final String POD = """
            {"metadata":{"name":"%s","namespace":"default","uid":"%s"},
             "spec":{"nodeName":"edge-1","runtimeClassName":"osgi","containers":[{"name":"c","image":"bundle:hello"}]}}""";

    @TempDir
    Path dir;

    private final TestBus bus = new TestBus();
    private final Probe metamanager = bus.probe("metamanager", "meta");
    private final FakeCloud cloud = new FakeCloud(metamanager);
    private final FakeRuntime runtime = new FakeRuntime(InstantSource.system());
    private EdgedModule edged;

    @BeforeEach
    void prepare() {
        edged = module();
    }

    @AfterEach
    void close() {
        bus.close();
    }

    private EdgedModule module() {
        EdgedConfig config =
                EdgedConfigTest.config(Map.of("hostnameOverride", "edge-1", "rootDirectory", dir.toString()));
        LinuxMachine machine = new LinuxMachine(dir);
        EdgedModule module = new EdgedModule(
                Settings.node(config, Map.of(), "0.1.0"),
                Settings.pods(config, machine, Mounts.none()),
                machine,
                Clocks.ofThisMachine());
        module.bindRuntime(runtime, Map.of(PodRuntime.HANDLER, "osgi"));
        return module;
    }

    private static JsonNode pod(String name, String uid) throws Exception {
        return Json.parse(POD.formatted(name, uid));
    }

    private void push(String operation, JsonNode pod) {
        String name = pod.at("/metadata/name").asText();
        metamanager.send("edged", Message.of("edgecontroller", "resource", operation, "default/pod/" + name, pod));
    }

    private void awaitPods(int number) {
        Await.until(number + " pods run", () -> runtime.pods().size() == number);
    }

    @Test
    void registersTheRealMachineAndHoldsTheLease() {
        bus.start("edged", "edged", edged);
        Await.until("lease", () -> cloud.objects.containsKey("kube-node-lease/lease/edge-1"));
        JsonNode node = cloud.objects.get("default/node/edge-1");
        assertThat(node.at("/status/capacity/memory").asText()).matches("[1-9]\\d+Ki");
        assertThat(node.at("/status/nodeInfo/kernelVersion").asText()).isNotEmpty();
        assertThat(node.at("/status/conditions/3/status").asText()).isEqualTo("True");
    }

    @Test
    void startsThePodsOfTheStoreWithoutTheCloud() throws Exception {
        cloud.online = false;
        cloud.pods.add(pod("a", "u1"));
        ObjectNode foreign = (ObjectNode) pod("b", "u2");
        foreign.withObjectProperty("spec").put("nodeName", "edge-2");
        cloud.pods.add(foreign);
        bus.start("edged", "edged", edged);
        awaitPods(1);
        assertThat(runtime.pods().getFirst().uid()).isEqualTo("u1");
    }

    @Test
    void runsAndRemovesPushedPods() throws Exception {
        bus.start("edged", "edged", edged);
        push("insert", pod("a", "u1"));
        awaitPods(1);
        Await.until("status", () -> !cloud.reports("patch", "podpatch").isEmpty());
        push("delete", Json.parse("{\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"u1\"}}"));
        awaitPods(0);
    }

    @Test
    void replacesAPodThatWasMadeAnew() throws Exception {
        bus.start("edged", "edged", edged);
        push("insert", pod("a", "u1"));
        awaitPods(1);
        push("update", pod("a", "u2"));
        Await.until(
                "only the new one runs",
                () -> runtime.pods().stream().map(RunningPod::uid).toList().equals(List.of("u2")));
    }

    @Test
    void swapLeavesPodsAlone() throws Exception {
        bus.start("edged", "edged", edged);
        push("insert", pod("a", "u1"));
        awaitPods(1);
        Await.until("status", () -> !cloud.reports("patch", "podpatch").isEmpty());
        bus.park("edged");
        assertThat(runtime.pods()).hasSize(1);
        cloud.pods.add(pod("a", "u1"));
        bus.start("edged", "edged", module());
        Await.until(
                "successor reports", () -> cloud.reports("patch", "podpatch").size() > 1);
        assertThat(runtime.started).hasSize(1);
        assertThat(runtime.done).isEmpty();
    }

    @Test
    void removesWhatNobodyWants() throws Exception {
        runtime.createPod(new PodRequest(
                "old",
                "default",
                "old",
                Map.of(),
                Map.of(),
                "osgi",
                "",
                Path.of("logs"),
                PodNetwork.HOST,
                PodSecurity.DEFAULT));
        Files.createDirectories(dir.resolve("pods/gone/volumes"));
        bus.start("edged", "edged", edged);
        awaitPods(0);
        Await.until("folder", () -> !Files.exists(dir.resolve("pods/gone")));
    }

    @Test
    void shellShowsPodsAndTheirLogs() throws Exception {
        EdgedShell shell = new EdgedShell(edged);
        assertThat(shell.pods()).isEmpty();
        bus.start("edged", "edged", edged);
        push("insert", pod("a", "u1"));
        awaitPods(1);
        Path log = dir.resolve("pods/u1/logs/c/0.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "t stdout F one\nt stdout P tw\nt stdout F o\nt stderr F three\n");
        assertThat(shell.pods().getFirst()).startsWith("default/a").contains("osgi", "u1");
        assertThat(shell.logs("default/a")).containsExactly("one", "two", "three");
        assertThat(shell.logs("default/a", "c", 1)).containsExactly("three");
        assertThatThrownBy(() -> shell.logs("default/b")).hasMessageContaining("no pod default/b");
        assertThatThrownBy(() -> shell.logs("default/a", "x")).hasMessageContaining("no container x");
    }

    @Test
    void aPodOfTheSameNameWaitsForTheEndOfTheOldOne() throws Exception {
        bus.start("edged", "edged", edged);
        push("insert", pod("a", "u1"));
        awaitPods(1);
        runtime.setStubborn(true);
        push("insert", pod("a", "u2"));
        Await.until("the old one is being stopped", () -> runtime.done.contains("stop c 30"));
        assertThat(runtime.started).hasSize(1);
        runtime.setStubborn(false);
        push("delete", Json.parse("{\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"u1\"}}"));
        runtime.exit("u1", "c", 0);
        runtime.letGo();
        Await.until("the new one runs", () -> runtime.started.size() == 2);
        assertThat(runtime.done).containsSubsequence("stop c 30", "remove u1");
    }

    @Test
    void aRuntimeThatCannotBeAskedKeepsFoldersAndDisturbsNothing() throws Exception {
        cloud.pods.add(pod("a", "u1"));
        Files.createDirectories(dir.resolve("pods/gone"));
        Files.writeString(
                dir.resolve("pods/gone/containers.json"),
                "{\"startTime\":\"2026-01-01T00:00:00Z\",\"runtime\":\"osgi\",\"containers\":{}}");
        runtime.setAway(true);
        bus.start("edged", "edged", edged);
        Await.until("node", () -> cloud.objects.containsKey("default/node/edge-1"));
        assertThat(dir.resolve("pods/gone")).exists();
        runtime.setAway(false);
        awaitPods(1);
        edged.unbindRuntime(runtime);
        edged.bindRuntime(runtime, Map.of(PodRuntime.HANDLER, "osgi"));
        Await.until("folder", () -> !Files.exists(dir.resolve("pods/gone")));
    }

    @Test
    void shellRunsCommandsAndListsContainers() throws Exception {
        EdgedShell shell = new EdgedShell(edged);
        assertThat(shell.containers()).isEmpty();
        bus.start("edged", "edged", edged);
        push("insert", pod("a", "u1"));
        awaitPods(1);
        Await.until("status", () -> !cloud.reports("patch", "podpatch").isEmpty());
        assertThat(shell.containers().getFirst()).startsWith("default/a").contains("Running", "ready", "osgi://u1/c/0");
        assertThat(shell.exec(null, "default/a", "ls", "/")).containsExactly("exit code 0");
        assertThat(shell.exec(null, "default/a", "c", "id")).containsExactly("exit code 0");
        assertThat(runtime.done).containsExactly("exec c ls /", "exec c id");
        assertThatThrownBy(() -> shell.exec(null, "default/a")).hasMessageContaining("no command");
        Path log = dir.resolve("pods/u1/logs/c/1.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "t stdout F new\n");
        assertThat(shell.previous("default/a", "c")).isEmpty();
        Files.writeString(log.resolveSibling("0.log"), "t stdout F old\n");
        assertThat(shell.previous("default/a", "c")).containsExactly("old");
        assertThat(shell.logs("default/a")).containsExactly("new");
    }
}
