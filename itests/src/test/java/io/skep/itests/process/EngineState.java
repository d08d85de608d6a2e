package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a cluster's private containerd and the kernel have of pods, seen from outside. */
final class EngineState {

    private static final String KIND = "labels.\"io.cri-containerd.kind\"==";

    private final PrivateEngine engine;

    private EngineState(PrivateEngine engine) {
        this.engine = engine;
    }

    static EngineState of(Cluster cluster) {
        return new EngineState(PrivateEngine.of(cluster));
    }

    /**
     * In what it differs; empty when in nothing.
     *
     * @param containers the ids that the API knows
     * @param pods how many pods there are, each with one sandbox
     * @param gone uids of pods of which nothing may be left
     */
    List<String> differences(Set<String> containers, int pods, Set<String> gone) throws IOException {
        List<String> found = new ArrayList<>();
        Set<String> present = ids("container");
        if (!present.equals(containers)) {
            found.add("containers in the API " + containers + ", in the engine " + present);
        }
        Set<String> sandboxes = ids("sandbox");
        if (sandboxes.size() != pods) {
            found.add(pods + " pods, sandboxes in the engine " + sandboxes);
        }
        for (String group : groups()) {
            if (gone.contains(group.substring("pod".length()))) {
                found.add("a control group is left: " + group);
            }
        }
        return found;
    }

    private Set<String> ids(String kind) throws IOException {
        Command.Result result = engine.ctr("containers", "ls", "-q", KIND + kind);
        if (result.status() != 0) {
            throw new IOException("the engine does not answer: " + result.err());
        }
        return new TreeSet<>(
                result.out().lines().filter(line -> !line.isBlank()).toList());
    }

    private static Set<String> groups() throws IOException {
        Set<String> groups = new TreeSet<>();
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies) {
                Path ours = hierarchy.resolve("skep");
                if (Files.isDirectory(ours)) {
                    try (DirectoryStream<Path> pods = Files.newDirectoryStream(ours, "pod*")) {
                        pods.forEach(pod -> groups.add(pod.getFileName().toString()));
                    }
                }
            }
        }
        return groups;
    }
}
