package io.skep.edge.edged.internal.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

/**
 * A path below a folder that somebody else may be changing: it is walked from the folder downwards through open folders, and no link is followed on
 * the way, so that what it ends at lies below the folder.
 */
public final class InnerPath {

    private final Path folder;

    /** @param folder itself is trusted, what is below is not */
    public InnerPath(Path folder) {
        this.folder = folder;
    }

    /** The walk led to a link, or out of the folder. */
    public static final class LeavesFolderException extends IOException {

        private static final long serialVersionUID = 1L;

        LeavesFolderException(Path path) {
            super(path + " leads out of its folder, or to a link");
        }
    }

    /**
     * Where a relative path leads when links inside the folder are followed; the rest of it that does not exist is taken as it stands. What is
     * returned is true for this moment only.
     *
     * @param path checked to have no {@code ..}
     */
    public Path resolve(Path path) throws IOException {
        Path real = folder.toRealPath();
        Path present = path;
        Deque<Path> missing = new ArrayDeque<>();
        while (present != null && !Files.exists(real.resolve(present), LinkOption.NOFOLLOW_LINKS)) {
            missing.push(present.getFileName());
            present = present.getParent();
        }
        Path end = present == null ? real : real.resolve(present).toRealPath();
        if (!end.startsWith(real)) {
            throw new LeavesFolderException(path);
        }
        for (Path name : missing) {
            end = end.resolve(name);
        }
        return real.relativize(end);
    }

    /** Identity of what is at a path without links, or empty when nothing is there. Equal identities are the same file. */
    public Optional<Object> identify(Path path) throws IOException {
        return walk(path, (parent, name) -> {
            try {
                BasicFileAttributes attributes = attributes(parent, name);
                if (attributes.isSymbolicLink()) {
                    throw new LeavesFolderException(path);
                }
                return Optional.of(attributes.fileKey());
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    /** Makes the folders of a path without links that do not exist yet. Returns whether the last one was made. */
    public boolean makeFolders(Path path) throws IOException {
        boolean made = false;
        for (int names = 1; names <= path.getNameCount(); names++) {
            Path part = path.subpath(0, names);
            made = identify(part).isEmpty();
            if (made) {
                makeFolder(part);
            }
        }
        return made;
    }

    /** Made at the top of the folder, where no link can lead astray, and moved into the open parent. */
    private void makeFolder(Path path) throws IOException {
        Path fresh = Files.createDirectory(folder.resolve(".skep-" + UUID.randomUUID()));
        boolean moved = false;
        try (SecureDirectoryStream<Path> top = open(folder)) {
            walk(path, (parent, name) -> {
                top.move(fresh.getFileName(), parent, name);
                return Optional.empty();
            });
            moved = true;
        } finally {
            if (!moved) {
                Files.deleteIfExists(fresh);
            }
        }
    }

    private interface Step {
        Optional<Object> at(SecureDirectoryStream<Path> parent, Path name) throws IOException;
    }

    private Optional<Object> walk(Path path, Step step) throws IOException {
        SecureDirectoryStream<Path> parent = open(folder);
        try {
            for (int i = 0; i < path.getNameCount() - 1; i++) {
                SecureDirectoryStream<Path> next = enter(parent, path.getName(i), path);
                parent.close();
                parent = next;
            }
            return step.at(parent, path.getFileName());
        } finally {
            parent.close();
        }
    }

    private static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> parent, Path name, Path whole)
            throws IOException {
        BasicFileAttributes attributes = attributes(parent, name);
        if (attributes.isSymbolicLink()) {
            throw new LeavesFolderException(whole);
        }
        if (!attributes.isDirectory()) {
            throw new NotDirectoryException(whole.toString());
        }
        return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static SecureDirectoryStream<Path> open(Path folder) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("the file system of " + folder + " has no safe way into its folders");
    }
}
