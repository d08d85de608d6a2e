package io.skep.distributions.launcher.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this machine allows.
 *
 * @param mayLowerOomScore whether a process may make itself less likely to be killed when memory runs out
 * @param appArmor whether there are AppArmor profiles
 * @param cniFolder where the CNI plugins are
 */
record Host(boolean mayLowerOomScore, boolean appArmor, Path cniFolder) {

    private static final int CAP_SYS_RESOURCE = 24;

    static Host look() {
        return new Host(
                has(read(Path.of("/proc/self/status")), CAP_SYS_RESOURCE),
                Files.isDirectory(Path.of("/sys/kernel/security/apparmor")),
                Tools.cniFolder().orElse(Path.of("/usr/lib/cni")));
    }

    /** Whether the status of a process shows a capability as effective. */
    static boolean has(String status, int capability) {
        return status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .anyMatch(set -> (set >>> capability & 1) == 1);
    }

    /** Whether this process is root's. */
    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The text of a file of the kernel, empty if it cannot be read. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * The snapshotter that works below a folder: overlayfs refuses an upper folder that is on overlayfs itself, for one; then copies are made.
     */
    static String snapshotter(Path folder) throws IOException {
        Path probe = Files.createTempDirectory(folder, "overlay-probe");
        for (String name : List.of("lower", "upper", "work", "merged")) {
            Files.createDirectory(probe.resolve(name));
        }
        String options = "lowerdir=" + probe.resolve("lower") + ",upperdir=" + probe.resolve("upper") + ",workdir="
                + probe.resolve("work");
        String merged = probe.resolve("merged").toString();
        boolean mounts = Program.run(List.of("mount", "-t", "overlay", "overlay", "-o", options, merged))
                .succeeded();
        if (mounts) {
            Program.run(List.of("umount", merged));
        }
        Folders.delete(probe);
        return mounts ? "overlayfs" : "native";
    }
}
