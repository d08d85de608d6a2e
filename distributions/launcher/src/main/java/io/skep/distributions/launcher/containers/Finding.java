package io.skep.distributions.launcher.containers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that was looked at on this machine.
 *
 * @param kind how good it is
 * @param what it is about, one word
 * @param text what was found
 * @param next what to do about it; empty if nothing
 */
public record Finding(Kind kind, String what, String text, String next) {

    /** How good something is. */
    public enum Kind {
        /** As it should be. */
        OK,
        /** Something is not possible that not everybody needs. */
        NOTE,
        /** Something does not work. */
        PROBLEM
    }

    private static Finding ok(String what, String text) {
        return new Finding(Kind.OK, what, text, "");
    }

    /** All that containers need: rights, programs, control groups, the private containerd itself and its view of the volumes. */
    public static List<Finding> about(Engine engine, List<Path> podFolders) {
        List<Finding> findings = new ArrayList<>();
        if (!Host.isRoot()) {
            findings.add(new Finding(
                    Kind.NOTE,
                    "containers",
                    "not root, only OSGi pods run",
                    "as root ./skep up runs containers as well"));
        }
        List<Tools.Missing> missing = Tools.missing();
        if (missing.isEmpty()) {
            findings.add(ok("containers", "containerd, runc, busybox and the CNI plugins are installed"));
            findings.add(cgroups(Mounts.ofThisMachine()));
        } else {
            String[] parts = Tools.Missing.sentence(missing).split("; ", 2);
            findings.add(new Finding(Kind.NOTE, "containers", parts[0] + ", only OSGi pods run", parts[1]));
        }
        process(engine).ifPresent(findings::add);
        if (engine.find().isPresent()) {
            findings.addAll(volumes(podFolders, Mounts.ofThisMachine()));
        }
        return findings;
    }

    /** Whether the kernel's control groups are mounted, without which no container starts. */
    static Finding cgroups(Mounts mounts) {
        int first = mounts.ofType("cgroup").size();
        boolean second = !mounts.ofType("cgroup2").isEmpty();
        if (first == 0 && !second) {
            return new Finding(
                    Kind.PROBLEM,
                    "cgroups",
                    "none are mounted",
                    "mount -t cgroup2 none /sys/fs/cgroup, or start systemd");
        }
        return ok("cgroups", first == 0 ? "version 2" : "version 1, " + first + " hierarchies");
    }

    private static Optional<Finding> process(Engine engine) {
        if (engine.find().isPresent()) {
            return Optional.of(ok(Engine.NAME, "runs, " + engine.describeContainers()));
        }
        if (engine.isWanted()) {
            String text = "ended by itself: " + engine.lastWords();
            return Optional.of(new Finding(Kind.PROBLEM, Engine.NAME, text, "./skep up starts it again"));
        }
        return engine.isKnown() ? Optional.of(ok(Engine.NAME, "is stopped")) : Optional.empty();
    }

    /** Whether mounts that an edge makes for its pods reach their containers. */
    static List<Finding> volumes(List<Path> podFolders, Mounts mounts) {
        return podFolders.stream()
                .filter(Files::isDirectory)
                .filter(folder -> !mounts.isShared(folder.toAbsolutePath()))
                .map(folder -> new Finding(
                        Kind.PROBLEM,
                        "volumes",
                        folder + " is no shared mount, volumes mounted there do not reach containers",
                        "./skep down and ./skep up make it one"))
                .toList();
    }
}
