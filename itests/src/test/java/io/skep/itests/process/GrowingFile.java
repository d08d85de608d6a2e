package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file to which another process appends lines. */
final class GrowingFile {

    private final Path file;
    private long seen;

    GrowingFile(Path file) {
        this.file = file;
    }

    /** Whole lines that were not there the last time; none while there is no file. */
    List<String> newLines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(seen);
            String text = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            seen += end;
            return text.substring(0, end).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
