package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What tests see of containers from outside. */
final class Containers {

    static final String IMAGE = "skep.local/busybox:1";

    private Containers() {}

    /**
     * The processes of a pod's containers, each with its start time, so that a process with the same number later is another one;
     * what has ended and was only not yet reaped is none.
     */
    static TreeSet<String> processes(String podUid) {
        return processesIn("pod" + podUid);
    }

    /** Ends a container's processes at once. */
    static void kill(String containerId) {
        String id = containerId.substring(containerId.lastIndexOf('/') + 1);
        List<String> words = new ArrayList<>(List.of("kill", "-9"));
        processesIn(id).forEach(process -> words.add(process.split(" ")[0]));
        Command.of(words).run();
    }

    private static TreeSet<String> processesIn(String group) {
        TreeSet<String> found = new TreeSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                find(process, group, found);
            }
        } catch (IOException e) {
            throw new AssertionError("/proc cannot be read", e);
        }
        return found;
    }

    private static void find(Path process, String group, TreeSet<String> found) {
        try {
            if (Files.readString(process.resolve("cgroup")).contains(group)) {
                String stat = Files.readString(process.resolve("stat"));
                List<String> words =
                        List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
                if (!words.getFirst().equals("Z")) {
                    found.add(process.getFileName() + " since " + words.get(19));
                }
            }
        } catch (IOException e) {
            // it has ended meanwhile
            return;
        }
    }

    /** Processes, control groups, mounts and folders of a pod that are still there. */
    static List<String> leftOf(String podUid, Path pods) throws IOException {
        List<String> left = new ArrayList<>(processes(podUid));
        if (Files.exists(pods.resolve(podUid))) {
            left.add("folder " + podUid);
        }
        Files.readString(Path.of("/proc/self/mountinfo"))
                .lines()
                .filter(line -> line.contains(podUid))
                .forEach(line -> left.add("mount " + line));
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies) {
                Path group = hierarchy.resolve("skep/pod" + podUid);
                if (Files.exists(group)) {
                    left.add("cgroup " + group);
                }
            }
        }
        return left;
    }
}
