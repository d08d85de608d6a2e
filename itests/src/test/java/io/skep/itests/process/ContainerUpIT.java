package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.process.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ./skep up} as root brings a private containerd, survives its end, and {@code ./skep down} leaves nothing of it on the machine. */
class ContainerUpIT {

    private static final int OFFSET = 21_000;
    private static final String UID = "5e7c0b1e-0000-4000-8000-00000000c0de";

    @BeforeEach
    void check() {
        Needs.containers();
    }

    @Test
    void containersOutliveContainerdAndDownLeavesNothing() throws IOException {
        try (Cluster cluster = Cluster.up("containers", OFFSET, 1)) {
            PrivateEngine engine = PrivateEngine.of(cluster);
            Traces traces = traces(engine);
            assertThat(traces.find()).anyMatch(line -> line.startsWith("process "));
            assertThat(engine.ctr("images", "ls", "-q").ok().out())
                    .contains("skep.local/busybox:1", "skep.local/pause:1");
            startContainer(engine);
            addNetwork(engine);
            Path volume = addVolume(engine);

            engine.kill();
            Result status = Cluster.skep("status", "--dir", cluster.folder().toString());
            assertThat(status.status()).isEqualTo(1);
            assertThat(status.out()).containsPattern("containerd +ended .*; ./skep up starts it again");
            assertThat(cluster.start(1).ok().out())
                    .containsPattern("containers containerd [\\d.]+ serves pods \\(\\d+\\.\\d s\\)");
            assertThat(engine.ctr("tasks", "ls").ok().out()).containsPattern("sleeper +\\d+ +RUNNING");

            Cluster.skep("down", "--dir", cluster.folder().toString(), "edge-1").ok();
            assertThat(engine.ctr("tasks", "ls").ok().out()).contains("sleeper");
            List<Path> sockets = traces.shimSockets();
            assertThat(sockets).isNotEmpty();
            engine.kill();
            assertThat(down(cluster)).contains("cloud stopped", "containerd stopped");
            assertThat(traces.find()).isEmpty();
            assertThat(sockets).noneMatch(Files::exists);
            assertThat(volume).isEmptyDirectory();
            assertThat(down(cluster)).contains("nothing runs below");
        }
    }

    @Test
    void aRunningContainerdIsKeptAndStoppedInOrder() throws IOException {
        try (Cluster cluster = Cluster.up("containers-order", OFFSET + 100, 0)) {
            PrivateEngine engine = PrivateEngine.of(cluster);
            Traces traces = traces(engine);
            startContainer(engine);
            long pid = cluster.pid("containerd");
            Files.delete(cluster.folder().resolve("containerd/pid"));
            assertThat(cluster.start(0).ok().out()).contains("containers runs already");
            assertThat(cluster.pid("containerd")).isEqualTo(pid);
            assertThat(Cluster.skep("logs", "--dir", cluster.folder().toString(), "containerd")
                            .ok()
                            .out())
                    .contains("containerd successfully booted");
            down(cluster);
            assertThat(traces.find()).isEmpty();
            assertThat(cluster.folder().resolve("containerd/root")).isNotEmptyDirectory();
            cluster.start(0).ok();
            assertThat(engine.ctr("containers", "ls", "-q").ok().out()).isBlank();
        }
    }

    @Test
    void withoutContainersNoneOfItIsThere() {
        Path folder = Cluster.ROOT.resolve("itests/target/it/no-containers");
        List<String> words = List.of("--dir", folder.toString(), "--port-offset", Integer.toString(OFFSET + 200));
        List<String> up = new ArrayList<>(List.of("up", "-d", "--edges", "0", "--no-containers"));
        up.addAll(words);
        try {
            assertThat(Cluster.skep(up.toArray(String[]::new)).ok().out()).doesNotContainPattern("(?m)^containers ");
            assertThat(folder.resolve("containerd")).doesNotExist();
        } finally {
            Cluster.skep("down", "--dir", folder.toString()).ok();
        }
    }

    private static Traces traces(PrivateEngine engine) {
        return new Traces(engine.folder(), engine.socket(), engine.network(), UID);
    }

    private static Result run(String... words) {
        return Command.of(words)
                .with("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin")
                .run()
                .ok();
    }

    private static void startContainer(PrivateEngine engine) throws IOException {
        String known = Files.readString(engine.folder().resolve("containerd/engine.json"));
        engine.ctr(
                        "run",
                        "--detach",
                        "--snapshotter",
                        known.contains("\"overlayfs\"") ? "overlayfs" : "native",
                        "--runc-root",
                        engine.folder().resolve("containerd/runc").toString(),
                        "--cgroup",
                        "/skep/pod" + UID + "/sleeper",
                        "skep.local/busybox:1",
                        "sleeper",
                        "sleep",
                        "1000")
                .ok();
    }

    /** As the CNI plugins leave it when nobody has removed the pod. */
    private static void addNetwork(PrivateEngine engine) throws IOException {
        String network = engine.network();
        run("ip", "link", "add", network, "type", "bridge");
        String comment = "name: \"" + network + "\" id: \"sleeper\"";
        run("iptables", "-w", "-t", "nat", "-N", "CNI-" + network);
        run(
                "iptables",
                "-w",
                "-t",
                "nat",
                "-A",
                "POSTROUTING",
                "-s",
                "192.0.2.77/32",
                "-m",
                "comment",
                "--comment",
                comment,
                "-j",
                "CNI-" + network);
        Files.createDirectories(Path.of("/var/lib/cni/results"));
        Files.writeString(Path.of("/var/lib/cni/results", network + "-sleeper-eth0"), "{}");
    }

    private static Path addVolume(PrivateEngine engine) throws IOException {
        Path volume = Files.createDirectories(engine.folder().resolve("edge-1/pods/" + UID + "/volumes/secret"));
        run("mount", "-t", "tmpfs", "tmpfs", volume.toString());
        Files.writeString(volume.resolve("token"), "x");
        return volume;
    }

    private static String down(Cluster cluster) {
        return Cluster.skep("down", "--dir", cluster.folder().toString()).ok().out();
    }
}
