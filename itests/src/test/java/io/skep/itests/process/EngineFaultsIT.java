package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.faults.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What containers need is missing and comes later: the engine, an image, a ConfigMap, room on the disk. The reason is told, and nobody has to help. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineFaultsIT {

    private static final int OFFSET = 6_200;
    private static final String EDGE = "edge-9";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WAITING = "{.status.containerStatuses[0].state.waiting.reason}";
    private static final String MESSAGE = "{.status.containerStatuses[0].state.waiting.message}";
    private static final String RESTARTS = "{.status.containerStatuses[0].restartCount}";
    private static final String PHASE = "{.status.phase}";

    private static Cluster cluster;
    private static SmallDisk disk;
    private static LoneEdge edge;
    private static PrivateEngine engine;

    /** An edge with its pods on a small disk, which has never seen its engine. */
    @BeforeAll
    static void start() {
        Needs.containers();
        cluster = Cluster.up("engine-faults", OFFSET, 1);
        engine = PrivateEngine.of(cluster);
        engine.kill();
        engine.removeSocket();
        Path state = cluster.folder().resolve(EDGE);
        disk = SmallDisk.on(state.resolve("disk"), 8 * 1024);
        edge = LoneEdge.start(
                cluster,
                EDGE,
                BadTokens.of(cluster).good(),
                EDGE + "/edgecore.db",
                EDGE + "/disk/edgecore.db",
                "rootDirectory: \"" + state + "\"",
                "rootDirectory: \"" + state.resolve("disk") + "\"");
        cluster.awaitReady(EDGE);
    }

    @AfterAll
    static void stop() {
        if (edge != null) {
            edge.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    private static void apply(String name, String spec, String container) {
        cluster.kubectlWithInput("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"nodeName":"%s",%s
                "terminationGracePeriodSeconds":1,"containers":[{"name":"c",%s}]}}
                """.formatted(name, EDGE, spec, container), "apply", "-f", "-")
                .ok();
    }

    private static String sleeper(String image, String more) {
        return "\"image\":\"" + image + "\",\"imagePullPolicy\":\"IfNotPresent\","
                + "\"command\":[\"sh\",\"-c\",\"trap 'exit 0' TERM; while true; do echo tick; sleep 1 & wait $!; done\"]"
                + more;
    }

    private static void awaitRunning(String pod) {
        cluster.awaitValue("pod", pod, PHASE, "Running");
    }

    private static void awaitWaiting(String pod, String... reasons) {
        Await.until(
                pod + " waits for one of " + List.of(reasons),
                LIMIT,
                () -> cluster.value("pod", pod, WAITING),
                Set.of(reasons)::contains);
    }

    private static Set<String> processes(String pod) {
        return Containers.processes(cluster.value("pod", pod, "{.metadata.uid}"));
    }

    @Test
    @Order(1)
    void anEngineThatComesLater() {
        assertThat(cluster.value("node", EDGE, "{.metadata.labels}")).doesNotContain("runtime-cri");
        apply("early", "", sleeper(Containers.IMAGE, ""));
        apply("bundle", "\"runtimeClassName\":\"osgi\",", "\"image\":\"bundle:io.skep.demo.hello\"");
        awaitRunning("bundle");
        awaitWaiting("early", "ContainerCreating");
        assertThat(cluster.value("pod", "early", PHASE)).isEqualTo("Pending");
        assertThat(cluster.value("pod", "early", MESSAGE)).contains("SKEP-809", engine.socket(), "does not exist");

        cluster.start(1).ok();
        awaitRunning("early");
        Await.until(
                "the node tells its engine",
                LIMIT,
                () -> cluster.value("node", EDGE, "{.status.nodeInfo.containerRuntimeVersion}"),
                version -> version.startsWith("containerd://"));
        cluster.awaitValue("node", EDGE, "{.metadata.labels.skep\\.io/runtime-cri}", "true");
        assertThat(cluster.value("pod", "early", RESTARTS)).isEqualTo("0");
    }

    @Test
    @Order(2)
    void anImageThatComesLater() {
        String missing = "skep.local/none:1";
        apply("fetched", "", sleeper(missing, ""));
        apply("never", "", sleeper("skep.local/never:1", "").replace("IfNotPresent", "Never"));
        awaitWaiting("never", "ErrImageNeverPull");
        assertThat(cluster.value("pod", "never", MESSAGE)).contains("SKEP-810", "skep.local/never:1");
        awaitWaiting("fetched", "ErrImagePull", "ImagePullBackOff");
        assertThat(cluster.value("pod", "fetched", MESSAGE)).contains("SKEP-", missing);

        engine.ctr("images", "tag", Containers.IMAGE, missing).ok();
        engine.ctr("images", "tag", Containers.IMAGE, "skep.local/never:1").ok();
        awaitRunning("fetched");
        awaitRunning("never");
    }

    @Test
    @Order(3)
    void aConfigMapThatComesLaterAndIsMadeAnew() {
        apply(
                "configured",
                "\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"late\"}}],",
                sleeper(
                        Containers.IMAGE,
                        ",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\"}],"
                                + "\"envFrom\":[{\"configMapRef\":{\"name\":\"late\"}}]"));
        awaitWaiting("configured", "CreateContainerConfigError");
        assertThat(cluster.value("pod", "configured", MESSAGE)).contains("SKEP-802", "late");

        cluster.kubectl("create", "configmap", "late", "--from-literal=word=one")
                .ok();
        awaitRunning("configured");
        Set<String> processes = Set.copyOf(processes("configured"));
        assertThat(exec("configured", "cat /v/word")).startsWith("one").endsWith("exit code 0\n");

        cluster.kubectl("delete", "configmap", "late").ok();
        cluster.kubectl("create", "configmap", "late", "--from-literal=word=two")
                .ok();
        Await.until("the new word", LIMIT, () -> exec("configured", "cat /v/word"), out -> out.startsWith("two"));
        assertThat(cluster.value("pod", "configured", RESTARTS)).isEqualTo("0");
        assertThat(processes("configured")).as("the container goes on").containsAnyElementsOf(processes);
    }

    private static String exec(String pod, String command) {
        return cluster.shell(EDGE, "edged:exec default/" + pod + " " + command)
                .ok()
                .out();
    }

    @Test
    @Order(4)
    void aCommandTellsItsOutputAndItsStatus() {
        assertThat(exec("early", "c sh -c 'echo out; echo err >&2; exit 3'"))
                .isEqualToIgnoringNewLines("out\nerr\nexit code 3\n");
    }

    @Test
    @Order(5)
    void aDiskThatFillsUp() {
        apply("crash", "", sleeper(Containers.IMAGE, ""));
        awaitRunning("crash");
        Set<String> early = Set.copyOf(processes("early"));
        LogTail log = LogTail.fromNow(edge.log());
        disk.fill();
        processes("crash").forEach(EngineFaultsIT::kill);
        apply(
                "full",
                "",
                sleeper(Containers.IMAGE, ",\"env\":[{\"name\":\"BIG\",\"value\":\"" + "x".repeat(100_000) + "\"}]"));
        awaitFull(log, "SKEP-806");
        cluster.awaitReady(EDGE);
        assertThat(log.lines()).noneMatch(line -> line.contains(" stack="));

        disk.free();
        awaitRunning("full");
        cluster.awaitValue("pod", "crash", RESTARTS, "1");
        awaitRunning("crash");
        assertThat(cluster.value("pod", "early", RESTARTS)).isEqualTo("0");
        assertThat(processes("early")).as("the container goes on").containsAnyElementsOf(early);
        assertThat(log.lines().stream().filter(line -> line.contains("SKEP-806")))
                .as("the reason is said, not repeated without end")
                .hasSizeLessThan(20);
    }

    private static void kill(String process) {
        Command.of("kill", "-9", process.split(" ")[0]).run();
    }

    /** Keeps the disk full meanwhile. */
    private static void awaitFull(LogTail log, String code) {
        Await.until(
                code + " in the log",
                LIMIT,
                () -> {
                    disk.fill();
                    return log.lines();
                },
                lines -> lines.stream().anyMatch(line -> line.contains(code)));
    }
}
