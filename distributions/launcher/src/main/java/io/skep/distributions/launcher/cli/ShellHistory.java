package io.skep.distributions.launcher.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.jline.reader.impl.history.DefaultHistory;

/** The lines that were typed, in a file that only its owner reads; a line that may hold a secret is forgotten at once. */
final class ShellHistory extends DefaultHistory {

    /** @param file made with mode 0600 if it is not there */
    ShellHistory(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            close(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void add(Instant time, String line) {
        if (!mayHoldSecret(line)) {
            super.add(time, line);
        }
    }

    static boolean mayHoldSecret(String line) {
        String text = line.toLowerCase(Locale.ROOT);
        return Stream.of("token", "password", "passwd", "secret").anyMatch(text::contains);
    }
}
