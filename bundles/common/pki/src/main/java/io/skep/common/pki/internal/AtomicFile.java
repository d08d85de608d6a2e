package io.skep.common.pki.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.PkiError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are replaced as a whole, with their mode from the first byte on. */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes the file and makes it durable.
     *
     * @throws SkepException SKEP-413
     */
    public static void write(Path file, byte[] content, String mode) {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            FileAttribute<Set<PosixFilePermission>> hidden =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp", hidden);
            try {
                fill(temporary, content);
                Files.setPosixFilePermissions(temporary, permissions);
                move(temporary, file);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Moves {@code from} over {@code to}. */
    public static void replace(Path from, Path to) {
        try {
            move(from, to);
        } catch (IOException e) {
            throw unwritable(to, e);
        }
    }

    private static void fill(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static SkepException unwritable(Path file, IOException e) {
        return new SkepException(
                PkiError.FILE_UNWRITABLE, "The file " + file + " could not be written: " + reason(e) + ".", e);
    }

    private static String reason(IOException e) {
        return e.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
