package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The wall clock of one process, which a test can set; clocks that nobody can set run on. Needs Debian's package faketime. */
record FakeClock(Path file) {

    private static final Path LIBRARIES = Path.of("/usr/lib");

    /** One that is right, kept in a file. */
    static FakeClock in(Path file) {
        FakeClock clock = new FakeClock(file);
        clock.set(Duration.ZERO);
        return clock;
    }

    static Optional<Path> library() {
        try (Stream<Path> files =
                Files.find(LIBRARIES, 3, (path, attributes) -> path.endsWith("faketime/libfaketime.so.1"))) {
            return files.findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Words before the command of a process that is to have this clock. */
    List<String> prefix() {
        return List.of(
                "env",
                "LD_PRELOAD=" + library().orElseThrow(),
                "FAKETIME_TIMESTAMP_FILE=" + file,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1");
    }

    /** Sets it so far from the right time; the process sees that within a second. */
    void set(Duration offset) {
        long seconds = offset.toSeconds();
        try {
            Path next = Files.writeString(
                    file.resolveSibling(file.getFileName() + ".new"), (seconds < 0 ? "" : "+") + seconds + "\n");
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
