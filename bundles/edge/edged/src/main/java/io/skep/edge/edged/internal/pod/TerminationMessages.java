package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.runtime.ContainerState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a container said at its end: the file at {@code terminationMessagePath}, or the end of its log. */
final class TerminationMessages {

    private static final Logger LOG = LoggerFactory.getLogger(TerminationMessages.class);
    private static final int MOST_BYTES = 4096;
    private static final int MOST_LOG_BYTES = 2048;
    private static final int MOST_LINES = 80;

    private final PodFolder folder;

    TerminationMessages(PodFolder folder) {
        this.folder = folder;
    }

    /** Empty when it said nothing, or when that cannot be read. */
    String read(JsonNode container, ContainerState end) {
        try {
            String said = file(folder.lastWords(end.name(), end.attempt()));
            boolean fallback =
                    container.path("terminationMessagePolicy").asText().equals("FallbackToLogsOnError");
            return said.isEmpty() && fallback && end.exitCode() != 0 ? log(end) : said;
        } catch (IOException e) {
            LOG.warn("termination message of container {} not read: {}", end.name(), e.toString());
            return "";
        }
    }

    /** The container wrote it: it may be anything, but no link. */
    private static String file(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (SeekableByteChannel in =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
            while (buffer.hasRemaining() && in.read(buffer) >= 0) {
                continue;
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
    }

    private String log(ContainerState end) throws IOException {
        List<String> lines = PodLogs.lines(folder.log(end.name(), end.attempt()), MOST_LINES);
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        int from = Math.max(0, bytes.length - MOST_LOG_BYTES);
        return new String(Arrays.copyOfRange(bytes, from, bytes.length), StandardCharsets.UTF_8);
    }
}
