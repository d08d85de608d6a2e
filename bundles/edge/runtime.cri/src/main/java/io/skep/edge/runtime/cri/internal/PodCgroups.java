package io.skep.edge.runtime.cri.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control groups above those of a pod's containers: the engine makes them and nobody but us removes them. */
final class PodCgroups {

    private static final Logger LOG = LoggerFactory.getLogger(PodCgroups.class);
    private static final String FOLDER = "/skep/pod";
    private static final int DEPTH = 4;

    private final Path mountInfo;

    /** @param mountInfo as {@code /proc/self/mountinfo} */
    PodCgroups(Path mountInfo) {
        this.mountInfo = mountInfo;
    }

    static String parent(String uid) {
        return FOLDER + uid;
    }

    /** Removes a pod's groups from every hierarchy; one that is still in use stays and is told in the log. */
    void remove(String uid) {
        for (Path hierarchy : hierarchies()) {
            Path group = Path.of(hierarchy + parent(uid));
            if (!Files.isDirectory(group)) {
                continue;
            }
            for (Path folder : deepestFirst(group)) {
                try {
                    Files.deleteIfExists(folder);
                } catch (IOException e) {
                    LOG.warn("control group {} not removed: {}", folder, e.toString());
                }
            }
        }
    }

    private List<Path> hierarchies() {
        List<Path> found = new ArrayList<>();
        try (Stream<String> lines = Files.lines(mountInfo)) {
            lines.forEach(line -> {
                int separator = line.indexOf(" - cgroup");
                String[] fields = line.split(" ");
                if (separator > 0 && fields.length > 4) {
                    found.add(Path.of(fields[4]));
                }
            });
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.warn("control groups not looked for: {}", e.toString());
        }
        return found;
    }

    private static List<Path> deepestFirst(Path group) {
        try (Stream<Path> tree = Files.walk(group, DEPTH)) {
            return tree.filter(Files::isDirectory)
                    .sorted((a, b) -> b.getNameCount() - a.getNameCount())
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.warn("control group {} not read: {}", group, e.toString());
            return List.of();
        }
    }
}
