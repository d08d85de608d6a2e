package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The container's own log file: its last lines, and what is added to it, also when it is rolled over. One thread. */
final class LogFile {

    /** As far back as is looked for lines. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int LONGEST_LINE = 1 << 20;

    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private Object key = "";
    private long at;

    LogFile(Path file) {
        this.file = file;
    }

    /** The last lines that pass, as many as wanted; what comes later is for {@link #readOn}. */
    List<LogLine> last(int most, Predicate<LogLine> wanted) {
        Deque<LogLine> lines = new ArrayDeque<>();
        read(size -> Math.max(0, size - MOST_BYTES), line -> {
            if (most > 0 && wanted.test(line)) {
                if (lines.size() == most) {
                    lines.removeFirst();
                }
                lines.addLast(line);
            }
        });
        return List.copyOf(lines);
    }

    /** What was added since the last look. */
    void readOn(Consumer<LogLine> to) {
        read(size -> size < at ? 0 : at, to);
    }

    private interface Start {
        long of(long size);
    }

    private void read(Start start, Consumer<LogLine> to) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Object now = String.valueOf(Files.getAttribute(file, "unix:ino"));
            at = now.equals(key) || at == 0 ? start.of(channel.size()) : 0;
            key = now;
            channel.position(at);
            while (channel.read(buffer.clear()) > 0) {
                for (int i = 0; i < buffer.position(); i++) {
                    take(buffer.get(i), to);
                }
            }
            at = channel.position();
        } catch (IOException e) {
            throw new SkepException(
                    ShellError.NO_LOG, "The log " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private void take(byte next, Consumer<LogLine> to) {
        if (next != '\n') {
            if (begun.size() < LONGEST_LINE) {
                begun.write(next);
            }
            return;
        }
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        if (line.startsWith("time=")) {
            to.accept(LogLine.parse(line));
        }
    }
}
