package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * The wall clock of one process, which a test can set; clocks that nobody can set run on. A small library does it, which is made with the machine's C
 * compiler and loaded before all others.
 *
 * @param offset file that says by how much the clock is off
 */
record FakeClock(Path library, Path offset) {

    private static final Path SOURCE = Cluster.ROOT.resolve("itests/src/test/resources/clock/clock.c");

    /** A clock that is right. */
    static FakeClock in(Path folder, String name) {
        FakeClock clock = new FakeClock(folder.resolve("clock.so"), folder.resolve(name));
        Command.of("cc", "-shared", "-fPIC", "-O1", "-o", clock.library.toString(), SOURCE.toString())
                .run()
                .ok();
        clock.set(Duration.ZERO);
        return clock;
    }

    /** Words before the command of a process that is to have this clock. */
    List<String> prefix() {
        return List.of("env", "LD_PRELOAD=" + library, "CLOCK_OFFSET=" + offset);
    }

    /** Sets it so far from the right time, at once. */
    void set(Duration wrong) {
        ByteBuffer seconds =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, wrong.toSeconds());
        try (FileChannel file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(seconds, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
