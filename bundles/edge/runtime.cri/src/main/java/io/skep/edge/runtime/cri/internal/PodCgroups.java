package io.skep.edge.runtime.cri.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control groups above those of a pod's containers: the engine makes them and nobody but us removes them. */
final class PodCgroups {

    private static final Logger LOG = LoggerFactory.getLogger(PodCgroups.class);
    private static final String FOLDER = "/skep/pod";
    private static final int DEPTH = 4;
    private static final int TRIES = 5;
    private static final int END_TRIES = 100;
    private static final long PAUSE_MILLIS = 20;

    private final Path mountInfo;

    /** @param mountInfo as {@code /proc/self/mountinfo} */
    PodCgroups(Path mountInfo) {
        this.mountInfo = mountInfo;
    }

    static String parent(String uid) {
        return FOLDER + uid;
    }

    /**
     * Ends what still runs in a pod's groups when none of its containers may. An engine takes a container for ended as soon as its shim is gone, and
     * only then begins to end the processes that the shim has left.
     */
    void end(String uid) throws InterruptedException {
        for (Path hierarchy : hierarchies()) {
            Path group = Path.of(hierarchy + parent(uid));
            List<ProcessHandle> left = CgroupProcesses.in(group, DEPTH);
            if (!left.isEmpty()) {
                LOG.info("processes {} of pod {} have outlived their container and are ended", pids(left), uid);
            }
            for (int i = 0; i < END_TRIES && !left.isEmpty(); i++) {
                left.forEach(ProcessHandle::destroyForcibly);
                Thread.sleep(PAUSE_MILLIS);
                left = CgroupProcesses.in(group, DEPTH);
            }
        }
    }

    private static List<Long> pids(List<ProcessHandle> processes) {
        return processes.stream().map(ProcessHandle::pid).toList();
    }

    /** Removes a pod's groups from every hierarchy. The kernel refuses what is in use, and may need a moment after the last process. */
    void remove(String uid) throws InterruptedException {
        List<Path> hierarchies = hierarchies();
        if (hierarchies.isEmpty()) {
            LOG.warn("control groups of pod {} stay: none are mounted where this agent looks", uid);
        }
        for (Path hierarchy : hierarchies) {
            Path group = Path.of(hierarchy + parent(uid));
            for (int i = 0; i < TRIES && Files.isDirectory(group) && !isRemoved(group); i++) {
                Thread.sleep(PAUSE_MILLIS);
            }
            if (Files.isDirectory(group)) {
                LOG.warn("control group {} is in use and stays", group);
            }
        }
    }

    private static boolean isRemoved(Path group) {
        try (Stream<Path> tree = Files.walk(group, DEPTH)) {
            List<Path> deepestFirst = tree.filter(Files::isDirectory)
                    .sorted((a, b) -> b.getNameCount() - a.getNameCount())
                    .toList();
            for (Path folder : deepestFirst) {
                Files.deleteIfExists(folder);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("control group {} not removed yet: {}", group, e.toString());
            return false;
        }
    }

    private List<Path> hierarchies() {
        try (Stream<String> lines = Files.lines(mountInfo)) {
            return lines.filter(line -> line.contains(" - cgroup"))
                    .map(line -> line.split(" "))
                    .filter(fields -> fields.length > 4)
                    .map(fields -> Path.of(fields[4]))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("no list of mounts: {}", e.toString());
            return List.of();
        }
    }
}
