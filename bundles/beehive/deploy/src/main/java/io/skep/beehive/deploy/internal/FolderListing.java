package io.skep.beehive.deploy.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of a folder and their states, cheap enough to be asked for several times a second: the folder is read again only when its own time
 * has changed or is so young that it could hide a further change; otherwise only the files that are known are looked at.
 */
final class FolderListing {

    /** Coarser than the clock of any file system. */
    private static final long YOUNG_MS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(FolderListing.class);

    private final Path folder;
    private final LongSupplier millis;
    private Map<Path, Stamp> last = Map.of();
    private long listed = Long.MIN_VALUE;

    FolderListing(Path folder, LongSupplier millis) {
        this.folder = folder;
        this.millis = millis;
    }

    /** What tells one state of a file from another. */
    record Stamp(long size, long modified, String key) {}

    /** All jars now; as before if the folder cannot be read. */
    Map<Path, Stamp> look() {
        try {
            long changed = Files.getLastModifiedTime(folder).toMillis();
            boolean young = Math.abs(millis.getAsLong() - changed) < YOUNG_MS;
            last = young || changed != listed ? list() : again();
            listed = young ? Long.MIN_VALUE : changed;
        } catch (IOException e) {
            LOG.debug("folder {} not read: {}", folder, e.toString());
        }
        return last;
    }

    private Map<Path, Stamp> list() throws IOException {
        Map<Path, Stamp> files = new HashMap<>();
        try (DirectoryStream<Path> present = Files.newDirectoryStream(
                folder, file -> file.getFileName().toString().endsWith(".jar"))) {
            for (Path file : present) {
                stamp(file).ifPresent(stamp -> files.put(file, stamp));
            }
        }
        return files;
    }

    private Map<Path, Stamp> again() {
        if (last.isEmpty()) {
            return last;
        }
        Map<Path, Stamp> files = new HashMap<>();
        for (Path file : last.keySet()) {
            stamp(file).ifPresent(stamp -> files.put(file, stamp));
        }
        return files;
    }

    /** The state of a file now; empty if it is none. */
    static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(new Stamp(
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis(),
                            String.valueOf(attributes.fileKey())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
