package io.skep.distributions.launcher.containers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table of mounts.
 *
 * @param all in the order in which they were made
 */
record Mounts(List<Mount> all) {

    private static final Path TABLE = Path.of("/proc/self/mountinfo");

    /**
     * One line of it.
     *
     * @param point where it is mounted
     * @param type of the file system
     * @param shared whether mounts below it reach other mount namespaces
     */
    record Mount(Path point, String type, boolean shared) {}

    static Mounts ofThisMachine() {
        return parse(Host.read(TABLE));
    }

    /** Reads the text of a mountinfo file. */
    static Mounts parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int dash = line.indexOf(" - ");
            String[] left = line.split(" ");
            if (dash > 0 && left.length > 6) {
                String type = line.substring(dash + 3).split(" ")[0];
                mounts.add(new Mount(
                        Path.of(unescape(left[4])),
                        type,
                        line.substring(0, dash).contains(" shared:")));
            }
        }
        return new Mounts(mounts);
    }

    /** Blanks and backslashes stand there as a backslash and three octal digits. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-7]{3}")) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** The mount points at and below some folders, in the order in which they can be unmounted: deepest first, last made first. */
    List<Path> below(List<Path> folders) {
        return all.reversed().stream()
                .map(Mount::point)
                .filter(point -> folders.stream().anyMatch(point::startsWith))
                .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                .toList();
    }

    /** Whether mounts made below a folder reach other mount namespaces. */
    boolean isShared(Path folder) {
        Mount holder = null;
        for (Mount mount : all) {
            if (folder.startsWith(mount.point)
                    && (holder == null || mount.point.getNameCount() >= holder.point.getNameCount())) {
                holder = mount;
            }
        }
        return holder != null && holder.shared;
    }

    /** The mount points of a type of file system. */
    List<Path> ofType(String... types) {
        return all.stream()
                .filter(mount -> List.of(types).contains(mount.type))
                .map(Mount::point)
                .toList();
    }

    /** Unmounts in the given order; what is still in use vanishes from sight and is freed by the kernel when its users end. */
    static void unmount(List<Path> points) {
        for (Path point : points) {
            if (!Program.run(List.of("umount", "--", point.toString())).succeeded()) {
                Program.run(List.of("umount", "-l", "--", point.toString()));
            }
        }
    }
}
