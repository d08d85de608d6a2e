package io.skep.edge.runtime.cri.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Collects the processes of a control group and those below it, while others remove groups at the same time. */
final class CgroupProcesses extends SimpleFileVisitor<Path> {

    private static final int MOST = 10_000;

    private final List<ProcessHandle> found = new ArrayList<>();

    private CgroupProcesses() {}

    /** Those that live; the process that asks is never among them. */
    static List<ProcessHandle> in(Path group, int depth) {
        CgroupProcesses all = new CgroupProcesses();
        try {
            Files.walkFileTree(group, Set.of(), depth, all);
        } catch (IOException e) {
            throw new IllegalStateException("a visitor that passes over everything", e);
        }
        return all.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        try (Stream<String> lines = Files.lines(folder.resolve("cgroup.procs"))) {
            lines.limit(MOST)
                    .map(Long::valueOf)
                    .map(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> !process.equals(ProcessHandle.current()))
                    .forEach(found::add);
        } catch (IOException | UncheckedIOException e) {
            // the group is gone
            return FileVisitResult.CONTINUE;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
