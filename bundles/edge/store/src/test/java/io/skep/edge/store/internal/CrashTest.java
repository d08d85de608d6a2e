package io.skep.edge.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.edge.store.OutboxEntry;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {

    private static final int ENOUGH = 40;

    @TempDir
    private Path folder;

    /** Puts messages until it is killed; prints the id of each one whose put has returned. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            SqliteOutbox outbox =
                    new SqliteOutbox(new Database(Path.of(args[0]), new Database.OutboxLimits(1 << 20, 1 << 30)));
            while (true) {
                Message message = Stores.message("default/pod/a");
                outbox.put(OutboxEntry.of(message));
                System.out.println(message.id());
                System.out.flush();
            }
        }
    }

    @Test
    @Timeout(60)
    void keepsWhatWasAcceptedBeforeAKill() throws Exception {
        Path file = folder.resolve("edgecore.db");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> accepted = new ArrayList<>();
        try (BufferedReader out = writer.inputReader()) {
            while (accepted.size() < ENOUGH) {
                accepted.add(out.readLine());
            }
            writer.toHandle().destroyForcibly();
            out.lines().filter(line -> line.length() == 36).forEach(accepted::add);
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();

        Database database = new Database(file, Stores.ROOMY);
        try {
            Set<String> kept = new SqliteOutbox(database)
                    .poll(0, 1 << 20, Duration.ZERO).stream()
                            .map(queued -> queued.message().id())
                            .collect(Collectors.toSet());
            assertThat(accepted).hasSizeGreaterThanOrEqualTo(ENOUGH).allMatch(kept::contains);
        } finally {
            database.close();
        }
    }
}
