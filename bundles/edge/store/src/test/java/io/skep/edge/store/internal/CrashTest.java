package io.skep.edge.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.OutboxEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    private static final int WRITERS = 8;
    private static final int KILLS = 4;
    private static final int ENOUGH = 40;
    private static final String ROW = "row ";

    @TempDir
    private Path folder;

    /** Puts messages and rows from several threads until it is killed or nobody reads; prints each message id and each key whose put has returned. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            Database database = new Database(Path.of(args[0]), new Database.OutboxLimits(1 << 20, 1 << 30));
            SqliteOutbox outbox = new SqliteOutbox(database);
            SqliteMetaStore store = new SqliteMetaStore(database);
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(Thread.ofVirtual().start(() -> write(outbox, store, args[1] + "-" + writer)));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }

        private static void write(SqliteOutbox outbox, SqliteMetaStore store, String name) {
            try {
                for (int number = 0; !System.out.checkError(); number++) {
                    Message message = Stores.message("default/pod/a");
                    outbox.put(OutboxEntry.of(message));
                    say(message.id());
                    String key = "default/pod/" + name + "-" + number;
                    store.put(new MetaRow(key, "pod", "{}"));
                    say(ROW + key);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static synchronized void say(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }

    @Test
    @Timeout(120)
    void keepsWhatWasAcceptedBeforeEachOfSeveralKills() throws Exception {
        Path file = folder.resolve("edgecore.db");
        List<String> accepted = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            accepted.addAll(killWhileItWrites(file, kill));
            check(file, accepted);
        }
    }

    private static List<String> killWhileItWrites(Path file, int kill) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString(),
                        Integer.toString(kill))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = writer.inputReader()) {
            while (said.size() < ENOUGH * (kill + 1)) {
                said.add(out.readLine());
            }
            writer.toHandle().destroyForcibly();
            out.lines().forEach(said::add);
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        String last = said.getLast();
        if (last.length() != 36 && !last.startsWith(ROW)) {
            said.removeLast();
        }
        return said;
    }

    private static void check(Path file, List<String> accepted) throws InterruptedException {
        Database database = new Database(file, Stores.ROOMY);
        try {
            String sound = database.read("check", CrashTest::integrity);
            assertThat(sound).isEqualTo("ok");
            Set<String> kept = new SqliteOutbox(database)
                    .poll(0, 1 << 20, Duration.ZERO).stream()
                            .map(queued -> queued.message().id())
                            .collect(Collectors.toSet());
            new SqliteMetaStore(database).listByType("pod").forEach(row -> kept.add(ROW + row.key()));
            assertThat(accepted).allMatch(kept::contains);
        } finally {
            database.close();
        }
    }

    private static String integrity(Connection open) throws SQLException {
        try (Statement sql = open.createStatement();
                ResultSet rows = sql.executeQuery("PRAGMA integrity_check")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
