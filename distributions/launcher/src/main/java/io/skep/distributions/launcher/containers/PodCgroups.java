package io.skep.distributions.launcher.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The control groups of our pods, in every hierarchy of version 1 and in that of version 2. */
final class PodCgroups {

    private static final String PARENT = "skep";
    private static final Pattern PATH = Pattern.compile("\"cgroupsPath\":\"/" + PARENT + "/pod([^/\"]+)");

    private final List<Path> hierarchies;

    /**
     * The groups of this machine.
     *
     * @param hierarchies where the control groups are mounted
     */
    PodCgroups(List<Path> hierarchies) {
        this.hierarchies = hierarchies;
    }

    static PodCgroups ofThisMachine() {
        return new PodCgroups(Mounts.ofThisMachine().ofType("cgroup", "cgroup2"));
    }

    /** The uids of the pods that have containers below a folder with bundles of containers, or a folder with the pod's own things. */
    static Set<String> uids(Collection<String> bundleConfigs, Collection<String> podFolders) {
        Set<String> uids = new TreeSet<>(podFolders);
        for (String config : bundleConfigs) {
            Matcher matcher = PATH.matcher(config);
            if (matcher.find()) {
                uids.add(matcher.group(1));
            }
        }
        return uids;
    }

    /** The groups of some pods that are there, innermost first. */
    List<Path> find(Set<String> uids) {
        List<Path> found = new ArrayList<>();
        for (Path hierarchy : hierarchies) {
            for (String uid : uids) {
                Path group = hierarchy.resolve(PARENT).resolve("pod" + uid);
                if (Files.isDirectory(group)) {
                    found.addAll(withInner(group));
                }
            }
        }
        return found;
    }

    private static List<Path> withInner(Path group) {
        try (Stream<Path> inner = Files.walk(group)) {
            return inner.filter(Files::isDirectory)
                    .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                    .toList();
        } catch (IOException e) {
            return List.of(group);
        }
    }

    /** The processes in some groups. */
    static Set<Long> processes(List<Path> groups) {
        Set<Long> pids = new TreeSet<>();
        for (Path group : groups) {
            Host.read(group.resolve("cgroup.procs"))
                    .lines()
                    .filter(line -> line.matches("[1-9]\\d*"))
                    .map(Long::valueOf)
                    .forEach(pids::add);
        }
        return pids;
    }

    /** Removes groups, innermost first, and the parent of all when it is empty; one in use stays. */
    void remove(List<Path> groups) {
        groups.forEach(group -> group.toFile().delete());
        hierarchies.forEach(hierarchy -> hierarchy.resolve(PARENT).toFile().delete());
    }
}
