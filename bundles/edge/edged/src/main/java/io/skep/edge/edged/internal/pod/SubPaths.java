package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.disk.InnerPath;
import io.skep.edge.edged.internal.disk.InnerPath.LeavesFolderException;
import io.skep.edge.edged.internal.disk.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Parts of volumes. Another container may put a link in place of a folder at any moment; so where this process may mount, the part is bound to a
 * private place first, and what is there after that is compared with what a walk without links found in the volume.
 */
final class SubPaths {

    private static final int MODE = 07777;

    private final JsonNode pod;
    private final PodFolder folder;
    private final Mounts mounts;

    SubPaths(JsonNode pod, PodFolder folder, Mounts mounts) {
        this.pod = pod;
        this.folder = folder;
        this.mounts = mounts;
    }

    /**
     * A path for the runtime to mount. Folders that do not exist are made.
     *
     * @param place distinguishes this mount from all others of the pod
     * @param sub checked to be relative and without {@code ..}
     */
    Path find(Path volume, String sub, Path place) throws InterruptedException {
        try {
            InnerPath inner = new InnerPath(volume);
            Path path = inner.resolve(Path.of(sub));
            boolean made = inner.makeFolders(path);
            Object identity = inner.identify(path).orElseThrow(() -> new IOException(path + " is gone"));
            Path source = volume.toRealPath().resolve(path);
            if (!mounts.able()) {
                return source;
            }
            Path target = folder.subPath(place);
            bind(source, target, identity);
            if (made) {
                Object mode = Files.getAttribute(volume, "unix:mode");
                Files.setAttribute(target, "unix:mode", (Integer) mode & MODE);
            }
            return target;
        } catch (LeavesFolderException e) {
            throw leaves(sub);
        } catch (IOException e) {
            throw PodProblem.of(
                    EdgedError.FOLDER_UNUSABLE,
                    pod,
                    "waits: the part '" + sub + "' of a volume cannot be mounted: " + e);
        }
    }

    private void bind(Path source, Path target, Object identity) throws IOException, InterruptedException {
        if (mounts.isMounted(target)) {
            if (identity(target).equals(Optional.of(identity))) {
                return;
            }
            mounts.clear(target);
        }
        Files.deleteIfExists(target);
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            Files.createFile(target);
        }
        mounts.bind(source, target);
        if (!identity(target).equals(Optional.of(identity))) {
            mounts.unmount(target);
            throw leaves(source.toString());
        }
    }

    private static Optional<Object> identity(Path path) throws IOException {
        return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }

    private PodProblem leaves(String sub) {
        return PodProblem.of(
                EdgedError.SUB_PATH_LEAVES, pod, "cannot start: the sub path '" + sub + "' leads out of its volume");
    }
}
