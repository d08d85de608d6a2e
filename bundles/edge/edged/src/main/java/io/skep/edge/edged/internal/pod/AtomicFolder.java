package io.skep.edge.edged.internal.pod;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder whose files change all at once, as Kubernetes' volumes do: the visible names are links through {@code ..data}, itself a link to the
 * folder of the current generation. The contents are compared with what is wanted each time, so what a power cut spoils is written again.
 */
final class AtomicFolder {

    private static final String DATA = "..data";

    private static final int FILE_FOR_GROUP = 0440;
    private static final int FOLDER_FOR_GROUP = 02550;
    private static final int FOLDER = 0755;

    private final Path folder;
    private final OptionalLong group;

    /** @param group that owns everything in the folder and may read it; empty for the group of this process */
    AtomicFolder(Path folder, OptionalLong group) {
        this.folder = folder;
        this.group = group;
    }

    /**
     * A file.
     *
     * @param mode permission bits
     * @param user that owns it; empty for the user of this process
     */
    record Entry(byte[] bytes, int mode, OptionalLong user) {

        Entry(byte[] bytes, int mode) {
            this(bytes, mode, OptionalLong.empty());
        }
    }

    /** Writes the files; names are relative paths that were checked. Returns false when nothing has changed. */
    boolean write(Map<String, Entry> files, String generation) throws IOException {
        Files.createDirectories(folder);
        Path data = folder.resolve(DATA);
        Path old = Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
        if (old != null && same(old, files)) {
            return false;
        }
        Path next = folder.resolve(".." + generation);
        delete(next);
        Files.createDirectory(next);
        own(next, FOLDER, OptionalLong.empty());
        for (Map.Entry<String, Entry> file : files.entrySet()) {
            write(next, Path.of(file.getKey()), file.getValue());
        }
        Path link = folder.resolve(DATA + "_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, next.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        links(files.keySet());
        forgetAllBut(next);
        return true;
    }

    private void write(Path generation, Path name, Entry file) throws IOException {
        for (int names = 1; names < name.getNameCount(); names++) {
            Path part = generation.resolve(name.subpath(0, names));
            if (!Files.isDirectory(part)) {
                Files.createDirectory(part);
                own(part, FOLDER, OptionalLong.empty());
            }
        }
        Path target = generation.resolve(name);
        Files.write(target, file.bytes());
        own(target, file.mode(), file.user());
    }

    private void own(Path path, int mode, OptionalLong user) throws IOException {
        if (user.isPresent()) {
            Files.setAttribute(path, "unix:uid", Math.toIntExact(user.getAsLong()));
        }
        int more = Files.isDirectory(path) ? FOLDER_FOR_GROUP : FILE_FOR_GROUP;
        if (group.isPresent()) {
            Files.setAttribute(path, "unix:gid", Math.toIntExact(group.getAsLong()));
        }
        Files.setAttribute(path, "unix:mode", group.isPresent() ? mode | more : mode);
    }

    /** What an earlier write left behind when it was cut off goes too. */
    private void forgetAllBut(Path current) throws IOException {
        try (DirectoryStream<Path> present = Files.newDirectoryStream(folder, "..*")) {
            for (Path path : present) {
                if (!path.equals(current) && !path.getFileName().toString().equals(DATA)) {
                    delete(path);
                }
            }
        }
    }

    private void links(Set<String> names) throws IOException {
        Set<String> visible = new TreeSet<>();
        names.forEach(name -> visible.add(name.contains("/") ? name.substring(0, name.indexOf('/')) : name));
        try (DirectoryStream<Path> present = Files.newDirectoryStream(folder)) {
            for (Path path : present) {
                String name = path.getFileName().toString();
                if (!name.startsWith("..") && !visible.contains(name)) {
                    Files.delete(path);
                }
            }
        }
        for (String name : visible) {
            Path link = folder.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
    }

    private static boolean same(Path old, Map<String, Entry> files) throws IOException {
        if (!Files.isDirectory(old)) {
            return false;
        }
        Set<String> present = new TreeSet<>();
        try (var paths = Files.walk(old)) {
            paths.filter(Files::isRegularFile)
                    .forEach(path -> present.add(old.relativize(path).toString()));
        }
        if (!present.equals(new TreeSet<>(files.keySet()))) {
            return false;
        }
        for (Map.Entry<String, Entry> file : files.entrySet()) {
            if (!Arrays.equals(
                    Files.readAllBytes(old.resolve(file.getKey())),
                    file.getValue().bytes())) {
                return false;
            }
        }
        return true;
    }

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < 9; bit++) {
            if ((mode & 0400 >> bit) != 0) {
                set.add(all[bit]);
            }
        }
        return set;
    }

    /** Deletes a folder and all in it; links are deleted, not followed. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
