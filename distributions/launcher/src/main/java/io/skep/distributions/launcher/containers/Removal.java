package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes away everything that a private containerd and its containers made on this machine, however it ended. Can be repeated; touches only what
 * carries the names of its folder. Images stay.
 */
final class Removal {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SHIM_PATIENCE = Duration.ofMillis(500);
    private static final Path CNI_RESULTS = Path.of("/var/lib/cni/results");
    private static final Path SHIM_SOCKETS = Path.of("/run/containerd/s");
    private static final Pattern SHIM_SOCKET = Pattern.compile("unix://(" + SHIM_SOCKETS + "/[0-9a-f]+)");

    private final Place place;
    private final EngineProcesses processes;
    private final PodCgroups cgroups = PodCgroups.ofThisMachine();

    Removal(Place place) {
        this.place = place;
        this.processes = new EngineProcesses(place);
    }

    /** Removes all and returns what is left nevertheless. */
    List<String> run() throws IOException {
        List<Path> bundles = bundles();
        Set<String> uids = uids(bundles);
        Set<Path> sockets = shimSockets(bundles);
        boolean emptied = !processes.daemons().isEmpty() && new Ctr(place).removeContainers();
        EngineProcesses.end(processes.daemons(), PATIENCE);
        deleteContainers();
        EngineProcesses.kill(PodCgroups.processes(cgroups.find(uids)));
        EngineProcesses.end(processes.all(), SHIM_PATIENCE);
        Mounts.unmount(mounts());
        cgroups.remove(cgroups.find(uids));
        removeNetwork(bundles);
        removeFiles(sockets, emptied);
        List<String> left = left(uids);
        if (left.isEmpty()) {
            Files.deleteIfExists(place.pid());
        }
        return left;
    }

    /** The folders that containerd keeps for its containers; the same for every version of its runtime interface. */
    private List<Path> bundles() {
        return Folders.list(place.run().resolve("io.containerd.runtime.v2.task")).stream()
                .flatMap(namespace -> Folders.list(namespace).stream())
                .toList();
    }

    private Set<String> uids(List<Path> bundles) {
        return PodCgroups.uids(
                bundles.stream()
                        .map(bundle -> Host.read(bundle.resolve("config.json")))
                        .toList(),
                podFolders().stream()
                        .flatMap(folder -> Folders.list(folder).stream())
                        .map(folder -> folder.getFileName().toString())
                        .toList());
    }

    private List<Path> podFolders() {
        return Folders.list(place.dir()).stream()
                .filter(folder -> folder.getFileName().toString().matches("edge-\\d{1,4}"))
                .map(folder -> folder.resolve("pods"))
                .toList();
    }

    private static Set<Path> shimSockets(List<Path> bundles) {
        Set<Path> sockets = new TreeSet<>();
        for (Path bundle : bundles) {
            for (String name : List.of("address", "bootstrap.json")) {
                Matcher matcher = SHIM_SOCKET.matcher(Host.read(bundle.resolve(name)));
                while (matcher.find()) {
                    sockets.add(Path.of(matcher.group(1)));
                }
            }
        }
        return sockets;
    }

    private void deleteContainers() {
        for (Path root : Folders.list(place.runc())) {
            for (Path container : Folders.list(root)) {
                Program.run(List.of(
                        "runc",
                        "--root",
                        root.toString(),
                        "delete",
                        "--force",
                        container.getFileName().toString()));
            }
        }
    }

    /** Mounts of containers, and the volumes that the edges mounted for their pods. */
    List<Path> mounts() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path folder :
                Stream.concat(Stream.of(place.home()), podFolders().stream()).toList()) {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                folders.add(folder.toRealPath());
            }
        }
        return Mounts.ofThisMachine().below(folders);
    }

    private void removeNetwork(List<Path> bundles) throws IOException {
        String network = place.network();
        if (bridge().isPresent()) {
            Program.run(List.of("ip", "link", "delete", network));
        }
        boolean chainsOfOthers = EngineRecord.read(place.record())
                .map(EngineRecord::sharedChains)
                .orElse(true);
        NatRules.ofThisMachine()
                .removal(network, !chainsOfOthers)
                .ifPresent(commands -> Program.run(List.of("iptables-restore", "--noflush", "-w", "10"), commands));
        for (Path result : Folders.list(CNI_RESULTS)) {
            if (result.getFileName().toString().startsWith(network + "-")) {
                Files.deleteIfExists(result);
            }
        }
        for (Path bundle : bundles) {
            Files.deleteIfExists(CNI_RESULTS.resolve("cni-loopback-" + bundle.getFileName() + "-lo"));
        }
    }

    private Optional<Path> bridge() {
        return Optional.of(Path.of("/sys/class/net", place.network())).filter(Files::exists);
    }

    /** What is in memory only goes; the database goes too when it could not be told that its containers are gone. */
    private void removeFiles(Set<Path> sockets, boolean emptied) throws IOException {
        for (Path socket : sockets) {
            Files.deleteIfExists(socket);
        }
        SHIM_SOCKETS.toFile().delete();
        SHIM_SOCKETS.getParent().toFile().delete();
        Files.deleteIfExists(place.socket());
        Files.deleteIfExists(place.socket().resolveSibling(place.socket().getFileName() + ".ttrpc"));
        if (!mounts().isEmpty() || !processes.all().isEmpty()) {
            return;
        }
        Folders.delete(place.run());
        Folders.delete(place.runc());
        Folders.delete(place.addresses());
        if (!emptied) {
            Folders.delete(place.root());
        }
    }

    private List<String> left(Set<String> uids) throws IOException {
        List<String> left = new ArrayList<>();
        processes.all().forEach(pid -> left.add("process " + pid));
        mounts().forEach(mount -> left.add("mount " + mount));
        cgroups.find(uids).forEach(group -> left.add("cgroup " + group));
        Wait.until(PATIENCE, () -> bridge().isEmpty());
        bridge().ifPresent(bridge -> left.add("bridge " + place.network()));
        if (NatRules.ofThisMachine().mentions(place.network())) {
            left.add("iptables rules of the network " + place.network());
        }
        return left;
    }
}
