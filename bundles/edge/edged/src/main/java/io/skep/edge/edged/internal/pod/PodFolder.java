package io.skep.edge.edged.internal.pod;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.disk.Mounts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a pod has on the disk: {@code <rootDirectory>/pods/<uid>/} with volumes, logs and its ledger. */
record PodFolder(Path path) {

    static PodFolder of(Path root, String uid) {
        return new PodFolder(root.resolve("pods").resolve(uid));
    }

    /** Uids of all pods that have a folder. */
    static List<String> uids(Path root) {
        List<String> uids = new ArrayList<>();
        Path pods = root.resolve("pods");
        if (Files.isDirectory(pods)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(pods)) {
                folders.forEach(folder -> uids.add(folder.getFileName().toString()));
            } catch (IOException e) {
                throw unusable(pods, e);
            }
        }
        return uids;
    }

    Path volumes() {
        return path.resolve("volumes");
    }

    Path ledger() {
        return path.resolve("containers.json");
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path log(String container, int attempt) {
        return logs().resolve(container).resolve(attempt + ".log");
    }

    /** File that the container may write its last words to. */
    Path lastWords(String container, int attempt) {
        return path.resolve("containers").resolve(container).resolve(Integer.toString(attempt));
    }

    /** Private place that a part of a volume is bound to. */
    Path subPath(Path place) {
        return path.resolve("volume-subpaths").resolve(place);
    }

    Path hosts() {
        return path.resolve("etc-hosts");
    }

    void create() {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, AtomicFolder.permissions(0700));
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Deletes the logs and last words of all attempts before the last one. */
    void forget(String container, int attempt) {
        keep(
                log(container, attempt).getParent(),
                name -> name.startsWith(attempt + ".log") || name.startsWith(attempt - 1 + ".log"));
        keep(
                lastWords(container, attempt).getParent(),
                name -> !name.matches("\\d{1,9}") || Integer.parseInt(name) >= attempt - 1);
    }

    private static void keep(Path folder, Predicate<String> wanted) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!wanted.test(file.getFileName().toString()) && !Files.isDirectory(file)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** What is mounted in the folder is unmounted before; as long as that fails nothing is deleted. */
    void delete(Mounts mounts) throws InterruptedException {
        try {
            mounts.clear(path);
            AtomicFolder.delete(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static SkepException unusable(Path path, IOException e) {
        return new SkepException(EdgedError.FOLDER_UNUSABLE, "The folder " + path + " cannot be used: " + e + ".", e);
    }
}
