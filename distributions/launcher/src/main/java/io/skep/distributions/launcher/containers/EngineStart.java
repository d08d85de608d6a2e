package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.SocketFolder;
import io.skep.distributions.launcher.Wait;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Starts a private containerd and waits until it serves CRI and has the images that are there without a registry. */
final class EngineStart {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration TAKE_OVER = Duration.ofSeconds(10);

    private final Place place;
    private final Ctr ctr;

    EngineStart(Place place) {
        this.place = place;
        this.ctr = new Ctr(place);
    }

    /** Starts it; the process is in a session of its own and outlives this one. */
    ProcessHandle start() throws IOException {
        SocketFolder.make(place.socket().getParent());
        for (Path folder : List.of(
                place.networks(),
                place.addresses(),
                place.root(),
                place.run(),
                place.runc(),
                place.log().getParent())) {
            Files.createDirectories(folder);
        }
        Files.createDirectories(place.home().resolve("certs.d"));
        EngineRecord known = decide();
        known.write(place.record());
        EngineConfig config = new EngineConfig(place, Host.look(), Subnet.parse(known.subnet()), known.snapshotter());
        Files.writeString(place.config(), config.toml());
        Files.writeString(place.networks().resolve("10-skep.conflist"), config.network());
        if (Files.exists(place.log())) {
            Files.move(
                    place.log(), place.log().resolveSibling("containerd.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(place.socket());
        ProcessBuilder builder = new ProcessBuilder(
                        "setsid", "containerd", "--config", place.config().toString(), "--log-level", "info")
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(place.log().toFile());
        builder.environment().put("PATH", Tools.path());
        Process process = builder.start();
        adopt(process.pid());
        return process.toHandle();
    }

    /** Writes down the process, so that it is found again and no other is taken for it. */
    void adopt(long pid) throws IOException {
        Files.writeString(place.pid(), pid + " " + Proc.startTicks(pid) + "\n");
    }

    /** Keeps the range of addresses while its bridge is there, for the pods that have some; else looks for a free one. */
    private EngineRecord decide() throws IOException {
        Optional<EngineRecord> before = EngineRecord.read(place.record());
        boolean inUse = Files.exists(Path.of("/sys/class/net", place.network()));
        String subnet = before.map(EngineRecord::subnet)
                .filter(text -> inUse && !text.isEmpty())
                .orElseGet(this::freeSubnet);
        String snapshotter = before.isPresent() && Files.exists(place.root().resolve("io.containerd.metadata.v1.bolt"))
                ? before.get().snapshotter()
                : Host.snapshotter(place.home());
        boolean chains = before.isPresent() && inUse
                ? before.get().sharedChains()
                : NatRules.ofThisMachine().hasSharedChains();
        return new EngineRecord(place.socket(), subnet, snapshotter, chains);
    }

    private String freeSubnet() {
        String table = Host.read(Path.of("/proc/net/route"));
        return Subnet.choose(place.mark(), Subnet.routed(table, place.network()))
                .map(Subnet::toString)
                .orElseThrow(() -> failed("no range of 10.80.0.0/12 is free for the pods' network"));
    }

    /** Returns its version when it serves CRI with both images. */
    String await(ProcessHandle process) throws IOException {
        CompletableFuture<OciArchive> packing = CompletableFuture.supplyAsync(EngineStart::pack);
        String[] version = new String[1];
        Wait.until(LIMIT, () -> {
            String log = EngineLog.begin(place.log());
            if (Files.exists(place.socket()) && EngineLog.isBooted(log)) {
                version[0] = ctr.version().orElse(null);
            }
            return version[0] != null
                    || !Proc.isRunning(process.pid())
                    || EngineLog.criFailure(log).isPresent();
        });
        if (version[0] == null) {
            throw failed(why(process));
        }
        importImages(joined(packing));
        return version[0];
    }

    private String why(ProcessHandle process) {
        if (!Proc.isRunning(process.pid())) {
            return "it ended: " + EngineLog.lastWords(place.log());
        }
        return EngineLog.criFailure(EngineLog.begin(place.log()))
                .orElse("it does not serve after " + LIMIT.toSeconds() + " s");
    }

    private static OciArchive joined(CompletableFuture<OciArchive> packing) {
        try {
            return packing.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LauncherException known ? known : e;
        }
    }

    private static OciArchive pack() {
        Path busybox = Tools.busybox().orElseThrow(() -> failed("a static busybox is missing"));
        List<String> applets =
                Program.run(List.of(busybox.toString(), "--list")).out().lines().toList();
        try {
            return Images.pack(busybox, applets, System.getProperty("os.arch"));
        } catch (IOException e) {
            throw failed(busybox + " cannot be read", e);
        }
    }

    private void importImages(OciArchive images) throws IOException {
        if (ctr.hasImages(images.digests())) {
            return;
        }
        Path archive = place.home().resolve("images.tar");
        Files.write(archive, images.bytes());
        String snapshotter =
                EngineRecord.read(place.record()).map(EngineRecord::snapshotter).orElse("overlayfs");
        Program result = ctr.importImages(archive, snapshotter);
        Files.deleteIfExists(archive);
        if (!result.succeeded()) {
            throw failed("it does not take the images: " + result.lastLine());
        }
        if (!Wait.until(TAKE_OVER, () -> ctr.hasImages(images.digests()))) {
            throw failed("CRI does not take the imported images over");
        }
    }

    private static LauncherException failed(String why) {
        return new LauncherException(LauncherError.CONTAINERD_FAILED, "containerd does not serve pods: " + why + ".");
    }

    private static LauncherException failed(String why, IOException e) {
        return new LauncherException(
                LauncherError.CONTAINERD_FAILED, "containerd does not serve pods: " + why + ".", e);
    }
}
