package io.skep.edge.runtime.cri.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** A private containerd in a network namespace of its own, with the images of busybox and of the sandboxes. */
final class Containerd {

    static final String BUSYBOX = "skep.test/busybox:1";
    static final String PAUSE = "skep.test/pause:1";

    private static final List<String> NEEDED = List.of(
            "/usr/bin/containerd",
            "/usr/bin/ctr",
            "/usr/sbin/runc",
            "/usr/lib/cni/bridge",
            "/bin/busybox",
            "/usr/sbin/ip");

    private final Path folder;
    private final String namespace;
    private Process process;

    private Containerd(Path folder) {
        this.folder = folder;
        this.namespace = "skt" + ProcessHandle.current().pid();
    }

    /** Skips the test where it cannot run, but fails when all tests are required. */
    static void require() {
        boolean able = System.getProperty("user.name").equals("root")
                && NEEDED.stream().allMatch(file -> Files.isExecutable(Path.of(file)));
        if (!able && "all".equals(System.getenv("SKEP_TEST_REQUIRE"))) {
            Assertions.fail("root and Debian's containerd, runc, containernetworking-plugins, busybox-static and"
                    + " iproute2 are required");
        }
        assumeTrue(able, "needs root, containerd, runc, the CNI plugins, busybox-static and iproute2");
    }

    static Containerd start() throws IOException, InterruptedException {
        Containerd containerd = new Containerd(Files.createTempDirectory(Path.of("/var/tmp"), "skt"));
        run("ip", "netns", "add", containerd.namespace);
        run("ip", "-n", containerd.namespace, "link", "set", "lo", "up");
        Files.createDirectories(containerd.folder.resolve("cni"));
        Files.createDirectories(containerd.folder.resolve("pods"));
        Files.writeString(containerd.folder.resolve("config.toml"), containerd.config());
        Files.writeString(containerd.folder.resolve("cni/10-skt.conflist"), containerd.network());
        run("mount", "--bind", containerd.pods().toString(), containerd.pods().toString());
        run("mount", "--make-rshared", containerd.pods().toString());
        containerd.launch();
        containerd.load(BUSYBOX, "[\"/bin/sh\"]");
        containerd.load(PAUSE, "[\"/bin/sleep\",\"2147483647\"]");
        return containerd;
    }

    private String config() throws IOException {
        return """
                version = 2
                root = "%1$s/root"
                state = "%1$s/run"
                disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
                  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
                [grpc]
                  address = "%1$s/containerd.sock"
                [plugins."io.containerd.internal.v1.opt"]
                  path = "%1$s/opt"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%2$s"
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  netns_mounts_under_state_dir = true
                  disable_apparmor = true
                  restrict_oom_score_adj = true
                  disable_hugetlb_controller = true
                  tolerate_missing_hugetlb_controller = true
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "/usr/lib/cni"
                    conf_dir = "%1$s/cni"
                    max_conf_num = 1
                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    default_runtime_name = "runc"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"
                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        Root = "%1$s/runc"
                        SystemdCgroup = false
                """.formatted(folder, PAUSE);
    }

    private String network() {
        return """
                {"cniVersion": "1.0.0", "name": "%1$s", "plugins": [
                  {"type": "bridge", "bridge": "%1$s", "isGateway": true, "ipMasq": true, "hairpinMode": true,
                   "ipam": {"type": "host-local", "dataDir": "%2$s/ipam", "ranges": [[{"subnet": "10.98.0.0/24"}]],
                            "routes": [{"dst": "0.0.0.0/0"}]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}, "snat": true}]}
                """.formatted(namespace, folder);
    }

    /** Starts the process; returns when it answers. */
    void launch() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        "nsenter",
                        "--net=/run/netns/" + namespace,
                        "containerd",
                        "--config",
                        folder.resolve("config.toml").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("containerd.log").toFile())
                .start();
        Eventually.is(
                "containerd answers",
                () -> Files.readString(folder.resolve("containerd.log")).contains("containerd successfully booted"));
    }

    private void load(String name, String command) throws IOException, InterruptedException {
        Path archive = folder.resolve("image.tar");
        BusyboxImage.write(archive, name, command);
        ctr("images", "import", archive.toString());
        Eventually.is(
                name + " is known to CRI",
                () -> ctr("images", "ls", "name==" + name).contains("io.cri-containerd.image=managed"));
        Files.delete(archive);
    }

    String ctr(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ctr", "--address", socket().toString(), "--namespace", "k8s.io"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    Path socket() {
        return folder.resolve("containerd.sock");
    }

    /** A folder whose mounts are shared. */
    Path pods() {
        return folder.resolve("pods");
    }

    Path folder() {
        return folder;
    }

    /** What a command prints that runs in the network of this containerd. */
    String inNetwork(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        all.addAll(List.of(command));
        return run(all.toArray(String[]::new));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** The shims of this containerd. */
    List<ProcessHandle> shims() {
        return ProcessHandle.allProcesses()
                .filter(shim -> commandLine(shim.pid()).contains("containerd-shim"))
                .filter(shim -> commandLine(shim.pid()).contains(socket().toString()))
                .toList();
    }

    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** Mounts below the folder of this containerd, without the one that is there from the start. */
    List<String> mounts() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> line.split(" ")[4])
                    .filter(mount -> mount.startsWith(folder + "/"))
                    .filter(mount -> !mount.equals(pods().toString()))
                    .toList();
        }
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /** Ends all that runs in it and removes what it left. */
    void end() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            kill();
        }
        for (ProcessHandle shim : shims()) {
            shim.children().forEach(ProcessHandle::destroyForcibly);
            shim.destroyForcibly();
        }
        List<String> mounts = new ArrayList<>(mounts());
        mounts.add(pods().toString());
        for (String mount : mounts.reversed()) {
            new ProcessBuilder("umount", "-l", mount).start().waitFor();
        }
        run("ip", "netns", "delete", namespace);
        run("rm", "-rf", "--one-file-system", folder.toString());
    }
}
