package io.skep.edge.edged.internal.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts that a process sees, as {@code /proc/self/mountinfo} lists them; later ones lie on top of earlier ones. */
public record MountTable(List<Mount> mounts) {

    private static final int MAX_FILE = 16 << 20;

    public MountTable {
        mounts = List.copyOf(mounts);
    }

    /**
     * One mount.
     *
     * @param shared mounts made below it appear in its peers
     * @param slave mounts made below its master appear in it
     */
    public record Mount(Path point, String type, boolean shared, boolean slave) {}

    static MountTable read(Path mountinfo) throws IOException {
        try (InputStream in = Files.newInputStream(mountinfo)) {
            return parse(new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8));
        }
    }

    static MountTable parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] halves = line.split(" - ", 2);
            List<String> words = List.of(halves[0].split(" "));
            if (halves.length == 2 && words.size() >= 6) {
                List<String> tags = words.subList(6, words.size());
                mounts.add(new Mount(
                        Path.of(unescape(words.get(4))),
                        halves[1].split(" ", 2)[0],
                        tags.stream().anyMatch(tag -> tag.startsWith("shared:")),
                        tags.stream().anyMatch(tag -> tag.startsWith("master:"))));
            }
        }
        return new MountTable(mounts);
    }

    /** The kernel writes blanks and the like as three octal digits. */
    private static String unescape(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                result.append((char) Integer.parseInt(text, i + 1, i + 4, 8));
                i += 3;
            } else {
                result.append(text.charAt(i));
            }
        }
        return result.toString();
    }

    /** Mount points at and below a folder, those to be unmounted first in front. */
    List<Path> under(Path folder) {
        return mounts.reversed().stream()
                .map(Mount::point)
                .filter(point -> point.startsWith(folder))
                .toList();
    }

    /** What is mounted at this very place. */
    Optional<Mount> at(Path point) {
        return mounts.reversed().stream()
                .filter(mount -> mount.point().equals(point))
                .findFirst();
    }

    /** The mount that a path lies on. */
    public Optional<Mount> holding(Path path) {
        Optional<Mount> best = Optional.empty();
        for (Mount mount : mounts) {
            boolean longer = best.isEmpty()
                    || mount.point().getNameCount() >= best.get().point().getNameCount();
            if (path.startsWith(mount.point()) && longer) {
                best = Optional.of(mount);
            }
        }
        return best;
    }
}
