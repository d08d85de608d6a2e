package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.distributions.launcher.containers.Finding.Kind;
import io.skep.distributions.launcher.containers.Tools.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    @TempDir
    Path temp;

    private final Place place = new Place(Path.of("/srv/var"), Path.of("/run/skep/containerd.sock"));

    @Test
    void namesWhatIsMissingWithItsPackages() {
        List<Missing> missing = Tools.missing(
                name -> name.startsWith("c") ? Optional.empty() : Optional.of(Path.of("/bin", name)), true, false);
        assertThat(Missing.sentence(missing))
                .isEqualTo("containerd, ctr, a static busybox are missing; apt-get install containerd busybox-static");
        assertThat(Tools.missing(name -> Optional.of(Path.of("/bin", name)), true, true))
                .isEmpty();
    }

    @Test
    void knowsItsProcessesByTheirWordsAndNobodyElses() {
        List<String> daemon = List.of("/usr/bin/containerd", "--config", "/srv/var/containerd/config.toml");
        List<String> shim = List.of(
                "/usr/bin/containerd-shim-runc-v2", "-namespace", "k8s.io", "-address", "/run/skep/containerd.sock");
        assertThat(EngineProcesses.isDaemon(daemon, place)).isTrue();
        assertThat(EngineProcesses.isOurs(daemon, place)).isTrue();
        assertThat(EngineProcesses.isDaemon(shim, place)).isFalse();
        assertThat(EngineProcesses.isOurs(shim, place)).isTrue();
        assertThat(EngineProcesses.isOurs(List.of("tail", "-f", "/srv/var/containerd/log/containerd.log"), place))
                .isFalse();
        assertThat(EngineProcesses.isOurs(List.of("containerd", "--config", "/srv/var2/containerd/config.toml"), place))
                .isFalse();
        assertThat(EngineProcesses.isOurs(List.of(""), place)).isFalse();
    }

    @Test
    void remembersWhatWasDecided() throws IOException {
        EngineRecord known = new EngineRecord(Path.of("/run/a.sock"), "10.80.1.0/24", "native", false);
        known.write(temp.resolve("engine.json"));
        assertThat(EngineRecord.read(temp.resolve("engine.json"))).contains(known);
        Files.writeString(temp.resolve("engine.json"), "{");
        assertThat(EngineRecord.read(temp.resolve("engine.json"))).isEmpty();
    }

    @Test
    void keepsTheSocketOfTheOneThatWasStarted() throws IOException {
        Files.createDirectories(temp.resolve("containerd"));
        assertThat(new Engine(temp, Path.of("/run/b.sock")).endpoint()).isEqualTo("unix:///run/b.sock");
        new EngineRecord(Path.of("/run/a.sock"), "", "", true).write(temp.resolve("containerd/engine.json"));
        Engine engine = new Engine(temp, Path.of("/run/b.sock"));
        assertThat(engine.endpoint()).isEqualTo("unix:///run/a.sock");
        assertThat(engine.isKnown()).isTrue();
        assertThat(engine.isWanted()).isFalse();
        assertThat(engine.find()).isEmpty();
        assertThat(engine.remove()).isFalse();
    }

    @Test
    void takesNoOtherProcessWithTheSameNumberForContainerd() throws IOException {
        Files.createDirectories(temp.resolve("containerd"));
        Files.writeString(
                temp.resolve("containerd/pid"), ProcessHandle.current().pid() + " 12345\n");
        assertThat(new Engine(temp, Path.of("/run/b.sock")).find()).isEmpty();
    }

    @Test
    void readsTheVersionOfTheServerAndNotThatOfTheClient() {
        assertThat(Ctr.version("Client:\n  Version:  1.7.0\nServer:\n  Version:  1.6.20~ds1\n  Revision: 1\n"))
                .contains("1.6.20");
        assertThat(Ctr.version("Server:\n  Version: v2.1.0\n")).contains("2.1.0");
        assertThat(Ctr.version("ctr: failed to dial")).isEmpty();
    }

    @Test
    void anImageIsThereWhenCriManagesExactlyThisOne() {
        String row = "skep.local/pause:1 application/x sha256:aa 1.0 KiB linux/amd64 ";
        assertThat(Ctr.hasImages(row + "io.cri-containerd.image=managed", Map.of("skep.local/pause:1", "sha256:aa")))
                .isTrue();
        assertThat(Ctr.hasImages(row + "-", Map.of("skep.local/pause:1", "sha256:aa")))
                .isFalse();
        assertThat(Ctr.hasImages(row + "io.cri-containerd.image=managed", Map.of("skep.local/pause:1", "sha256:bb")))
                .isFalse();
    }

    @Test
    void tellsWhyContainerdEndedUnlessItWasKilled() {
        assertThat(EngineLog.lastWordsOf("time=\"t\" level=info msg=\"starting\"\n"))
                .isEqualTo("it told no reason");
        assertThat(EngineLog.lastWordsOf("level=info msg=\"x\"\ncontainerd: failed to load TOML: line 3.\n"))
                .isEqualTo("containerd: failed to load TOML: line 3");
        assertThat(EngineLog.lastWordsOf("time=\"t\" level=fatal msg=\"no \\\"cri\\\" plugin\" error=x\n"))
                .isEqualTo("no \"cri\" plugin");
    }

    @Test
    void tellsWhyARunningOneWillNeverServe() {
        String text = "time=\"t\" level=warning msg=\"failed to load plugin io.containerd.grpc.v1.cri\" "
                + "error=\"failed to find snapshotter \\\"x\\\"\"\n";
        assertThat(EngineLog.criFailure(text)).contains("failed to find snapshotter \"x\"");
        assertThat(EngineLog.lastWordsOf(text)).isEqualTo("failed to find snapshotter \"x\"");
        assertThat(EngineLog.criFailure("level=warning msg=\"failed to load plugin io.containerd.other\" error=\"y\""))
                .isEmpty();
    }

    @Test
    void readsABoundedPartOfTheLog() throws IOException {
        Path log = temp.resolve("containerd.log");
        assertThat(EngineLog.begin(log)).isEmpty();
        assertThat(EngineLog.lastWords(log)).isEqualTo("its log cannot be read");
        Files.writeString(
                log,
                "msg=\"containerd successfully booted\"\nmsg=\"Start streaming server\"\n" + "x".repeat(1 << 20)
                        + "\npanic: boom\n");
        assertThat(EngineLog.isBooted(EngineLog.begin(log))).isTrue();
        assertThat(EngineLog.begin(log)).hasSizeLessThan(1 << 19);
        assertThat(EngineLog.lastWords(log)).isEqualTo("panic: boom");
    }

    @Test
    void findsMissingControlGroupsAndUnsharedVolumes() throws IOException {
        assertThat(Finding.cgroups(Mounts.parse("")).kind()).isEqualTo(Kind.PROBLEM);
        assertThat(Finding.cgroups(Mounts.parse("1 0 0:1 / /sys/fs/cgroup rw - cgroup2 none rw\n"))
                        .text())
                .isEqualTo("version 2");
        Path pods = Files.createDirectories(temp.resolve("edge-1/pods"));
        String mount = "1 0 0:1 / " + pods + " rw,relatime%s - ext4 x rw\n";
        List<Path> folders = List.of(pods, temp.resolve("cloud/pods"));
        assertThat(Finding.volumes(folders, Mounts.parse(mount.formatted(" shared:3"))))
                .isEmpty();
        assertThat(Finding.volumes(folders, Mounts.parse(mount.formatted("")))).hasSize(1);
    }

    @Test
    void aProgramGetsItsInputAndOneThatIsNotThereIsNoException() {
        Program echo = Program.run(List.of("cat"), "one\ntwo.\n\n");
        assertThat(echo.succeeded()).isTrue();
        assertThat(echo.lastLine()).isEqualTo("two");
        assertThat(Program.run(List.of("sh", "-c", "exit 3")).lastLine()).isEqualTo("exit status 3");
        assertThat(Program.run(List.of("/nonexistent/program")).status()).isEqualTo(-1);
    }

    @Test
    void deletesAFolderWithAllInItButFollowsNoLink() throws IOException {
        Path outside = Files.writeString(temp.resolve("outside"), "x");
        Path folder = Files.createDirectories(temp.resolve("a/b"));
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("dangling"), temp.resolve("nowhere"));
        Folders.delete(temp.resolve("a"));
        Folders.delete(temp.resolve("a"));
        assertThat(temp.resolve("a")).doesNotExist();
        assertThat(outside).exists();
        assertThat(Folders.list(temp.resolve("a"))).isEmpty();
    }
}
